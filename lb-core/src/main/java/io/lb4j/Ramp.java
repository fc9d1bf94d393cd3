package io.lb4j;

import io.lb4j.health.SlowStart;

/**
 * Slow start of one endpoint: lets through the share of picks that its age allows, and sends the
 * others to the next choice. Thinning the picks, rather than lowering a weight or raising a score,
 * works the same under every policy, never starves the endpoint, and needs no new table as the
 * share grows.
 *
 * <p>Picks are counted, not drawn: the first is let through, then one in ten at a share of 10 %.
 * {@code credit} is written by callers without a lock. A lost update lets one pick more or less
 * through.
 */
final class Ramp {

  private final SlowStart slowStart;
  private final long startNanos;
  private double credit = 1;

  Ramp(SlowStart slowStart, long startNanos) {
    this.slowStart = slowStart;
    this.startNanos = startNanos;
  }

  boolean admits(long nowNanos) {
    double available = credit + share(nowNanos);
    if (available < 1) {
      credit = available;
      return false;
    }
    credit = Math.min(1, available - 1);
    return true;
  }

  double share(long nowNanos) {
    return slowStart.share(nowNanos - startNanos);
  }

  boolean isOver(long nowNanos) {
    return slowStart.isOver(nowNanos - startNanos);
  }
}

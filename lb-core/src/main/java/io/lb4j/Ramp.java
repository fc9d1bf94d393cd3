package io.lb4j;

import io.lb4j.health.SlowStart;

/** Slow start of one endpoint: lets through the share of picks that its age allows. */
final class Ramp {

  private final SlowStart slowStart;
  private final long startNanos;
  private final Thinning thinning = new Thinning(1);

  Ramp(SlowStart slowStart, long startNanos) {
    this.slowStart = slowStart;
    this.startNanos = startNanos;
  }

  boolean admits(long nowNanos) {
    return thinning.admits(share(nowNanos));
  }

  double share(long nowNanos) {
    return slowStart.share(nowNanos - startNanos);
  }

  /** Whether the clock has been set back to before the start. */
  boolean isAheadOf(long nowNanos) {
    return nowNanos - startNanos < 0;
  }

  boolean isOver(long nowNanos) {
    return slowStart.isOver(nowNanos - startNanos);
  }
}

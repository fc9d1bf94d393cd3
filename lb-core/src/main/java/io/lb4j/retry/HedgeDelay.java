package io.lb4j.retry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The delay before a hedge, learned from the answers. One per balancer or client, shared by its
 * calls.
 *
 * <p>Thread-safe and lock-free. Stale by as much as it takes the histogram to forget.
 */
public final class HedgeDelay {

  /** The answer while too little is known: no hedge. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  private static final int MIN_SAMPLES = 100;

  private final double quantile;
  private final long fixedNanos;
  private final @Nullable LatencyHistogram latencies;

  /**
   * Makes a delay that knows nothing yet.
   *
   * @param hedging says how it is found
   */
  public HedgeDelay(Hedging hedging) {
    Duration fixed = hedging.delay();
    this.quantile = hedging.quantile();
    this.fixedNanos = fixed == null ? UNKNOWN : fixed.toNanos();
    this.latencies = fixed == null ? new LatencyHistogram() : null;
  }

  /**
   * Learns from an attempt that succeeded.
   *
   * @param latencyNanos from the selection to the answer
   */
  public void succeeded(long latencyNanos) {
    if (latencies != null) {
      latencies.record(latencyNanos);
    }
  }

  /**
   * Learns from an attempt that was cancelled, mostly because the other one had won. If it had
   * outlasted the delay by then, it counts as one that did. Otherwise nothing is known: without
   * these, the delay would be that of the attempts that win, shorter with every hedge.
   *
   * @param elapsedNanos from the selection until it was given up
   */
  public void cancelled(long elapsedNanos) {
    if (latencies != null && elapsedNanos >= nanos()) {
      latencies.record(elapsedNanos);
    }
  }

  /**
   * Returns the delay as it is now.
   *
   * @return nanoseconds from the start of an attempt, or {@link #UNKNOWN}
   */
  public long nanos() {
    return latencies == null || latencies.count() < MIN_SAMPLES
        ? fixedNanos
        : latencies.quantileNanos(quantile);
  }
}

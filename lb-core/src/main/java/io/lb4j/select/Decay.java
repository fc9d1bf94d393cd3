package io.lb4j.select;

/** Exponential forgetting with the time constant that Finagle and Linkerd use, 10 s. */
final class Decay {

  private static final double TAU_NANOS = 10e9;

  /** Below this an idle endpoint's estimate is used as it stands, which spares the exponential. */
  private static final long NEGLIGIBLE_IDLE_NANOS = 1_000_000_000;

  private Decay() {}

  static double over(long elapsedNanos) {
    return Math.exp(-Math.max(0, elapsedNanos) / TAU_NANOS);
  }

  static boolean isNegligible(long idleNanos) {
    return idleNanos < NEGLIGIBLE_IDLE_NANOS;
  }
}

package io.lb4j.route;

/**
 * Latencies to an eighth of an octave, 9 %: fine enough for a factor, and a factor is a number of
 * steps on it.
 */
final class LatencyGrid {

  private static final int STEPS_PER_OCTAVE = 8;
  private static final double STEPS_PER_LN = STEPS_PER_OCTAVE / Math.log(2);

  static final int SIZE = (Long.SIZE - 1) * STEPS_PER_OCTAVE;

  private LatencyGrid() {}

  static int bucket(long latencyNanos) {
    return latencyNanos <= 1
        ? 0
        : (int) Math.min(SIZE - 1, STEPS_PER_LN * Math.log((double) latencyNanos));
  }

  /** How many steps a factor is, rounded up. */
  static int steps(double factor) {
    return (int) Math.ceil(STEPS_PER_LN * Math.log(factor) - 1e-9);
  }

  /** The latency that a bucket ends with. */
  static long upperNanos(int bucket) {
    return (long) Math.exp((bucket + 1) / STEPS_PER_LN);
  }
}

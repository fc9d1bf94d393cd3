package io.lb4j.select;

/**
 * Many cheap numbers from one good draw, for scans that toss a coin per candidate: Knuth's linear
 * congruential generator for MMIX, of which only the high bits are used.
 */
final class CheapRandom {

  private static final long MULTIPLIER = 6_364_136_223_846_793_005L;
  private static final long INCREMENT = 1_442_695_040_888_963_407L;

  private CheapRandom() {}

  static long next(long state) {
    return state * MULTIPLIER + INCREMENT;
  }

  /** Returns a number in [0, 1). */
  static double fraction(long state) {
    return (state >>> 11) * 0x1p-53;
  }
}

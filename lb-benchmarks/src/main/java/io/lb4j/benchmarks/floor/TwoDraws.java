package io.lb4j.benchmarks.floor;

/** Two bounded numbers out of one draw of 64 bits, by multiply-and-shift instead of division. */
final class TwoDraws {

  private TwoDraws() {}

  static int high(long bits, int bound) {
    return (int) (((bits >>> 32) * bound) >>> 32);
  }

  static int low(long bits, int bound) {
    return (int) (((bits & 0xffff_ffffL) * bound) >>> 32);
  }

  /** The second of two distinct indices, the first being {@code high(bits, bound)}. */
  static int lowOtherThan(int first, long bits, int bound) {
    int second = low(bits, bound - 1);
    return second < first ? second : second + 1;
  }
}

package io.lb4j.select;

/**
 * Weights as whole numbers in lowest terms, so that schedules can be computed without rounding.
 *
 * <p>Exact for whole numbers, for decimal fractions such as 0.5 or 1.25, and for multiples of the
 * smallest weight, as long as the largest stays below {@link #LARGEST} in lowest terms. Other
 * weights are rounded to multiples of the largest / 2^31, the smallest to one of them.
 */
final class WholeWeights {

  /** Leaves room for the product of two weights in a long. */
  static final long LARGEST = 1L << 31;

  private static final double EXACT_IN_DOUBLE = 0x1p53;

  private static final int MAX_DECIMALS = 12;

  private WholeWeights() {}

  static long[] of(Candidates candidates) {
    int size = candidates.size();
    double[] weights = new double[size];
    boolean equal = candidates.hasEqualWeights();
    for (int i = 0; i < size; i++) {
      // All weights may be 0, which counts as equal.
      weights[i] = equal ? 1 : candidates.endpoint(i).weight();
    }
    return of(weights);
  }

  static long[] of(double... weights) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double weight : weights) {
      smallest = Math.min(smallest, weight);
      largest = Math.max(largest, weight);
    }
    long[] whole = new long[weights.length];
    for (double factor = 1; factor <= Math.pow(10, MAX_DECIMALS); factor *= 10) {
      if (multiply(weights, factor, whole)) {
        return whole;
      }
    }
    if (!divide(weights, smallest, whole)) {
      round(weights, largest, whole);
    }
    return whole;
  }

  private static boolean multiply(double[] weights, double factor, long[] whole) {
    for (int i = 0; i < weights.length; i++) {
      double multiple = Math.rint(weights[i] * factor);
      if (multiple > EXACT_IN_DOUBLE || multiple < 1 || multiple / factor != weights[i]) {
        return false;
      }
      whole[i] = (long) multiple;
    }
    return reduce(whole);
  }

  private static boolean divide(double[] weights, double unit, long[] whole) {
    for (int i = 0; i < weights.length; i++) {
      double multiple = Math.rint(weights[i] / unit);
      // Also false when the division overflowed, or was by 0.
      if (!(multiple <= EXACT_IN_DOUBLE && multiple * unit == weights[i])) {
        return false;
      }
      whole[i] = (long) multiple;
    }
    return reduce(whole);
  }

  private static void round(double[] weights, double largest, long[] whole) {
    for (int i = 0; i < weights.length; i++) {
      whole[i] = Math.max(1, Math.round(weights[i] / largest * LARGEST));
    }
    reduce(whole);
  }

  private static boolean reduce(long[] whole) {
    long divisor = 0;
    for (long weight : whole) {
      divisor = gcd(weight, divisor);
    }
    boolean small = true;
    for (int i = 0; i < whole.length; i++) {
      whole[i] /= divisor;
      small &= whole[i] <= LARGEST;
    }
    return small;
  }

  private static long gcd(long a, long b) {
    long large = a;
    long small = b;
    while (small != 0) {
      long rest = large % small;
      large = small;
      small = rest;
    }
    return large;
  }
}

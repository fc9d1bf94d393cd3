package io.lb4j.hash;

/** What the placements ask of keys and weights. */
final class Weights {

  /** Keeps shares positive and their reciprocals finite however far apart the weights are. */
  private static final double SMALLEST_SHARE = 1e-300;

  /** Up to here every whole number is a double, so sums of whole weights are exact. */
  private static final double LARGEST_WHOLE = 0x1p53;

  private Weights() {}

  static void requireMembers(String[] keys, double[] weights) {
    if (keys.length == 0 || keys.length != weights.length) {
      throw new IllegalArgumentException(
          "got "
              + keys.length
              + " keys and "
              + weights.length
              + " weights; there must be at least one key, and one weight for each");
    }
  }

  /** Returns each weight's share of the sum. Plain division, as the originals do it. */
  static double[] shares(double[] weights) {
    double sum = 0;
    double largest = 0;
    for (double weight : weights) {
      if (!(weight > 0 && weight <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "a weight is " + weight + "; weights must be positive and finite");
      }
      sum += weight;
      largest = Math.max(largest, weight);
    }
    double[] shares = weights.clone();
    if (sum == Double.POSITIVE_INFINITY) {
      sum = 0;
      for (int i = 0; i < shares.length; i++) {
        shares[i] /= largest;
        sum += shares[i];
      }
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.max(SMALLEST_SHARE, shares[i] / sum);
    }
    return shares;
  }

  /** Returns whole weights as such, or refuses them. */
  static long[] whole(double[] weights, long largestSum) {
    long[] whole = new long[weights.length];
    long sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double weight = weights[i];
      if (!(weight >= 1 && weight <= LARGEST_WHOLE && weight == Math.rint(weight))) {
        throw new IllegalArgumentException(
            "a weight is "
                + weight
                + "; this placement counts in whole weights from 1, so scale all weights up");
      }
      whole[i] = (long) weight;
      sum += whole[i];
      if (sum > largestSum) {
        throw new IllegalArgumentException(
            "the weights add up to more than "
                + largestSum
                + ", the most this placement takes; scale all weights down");
      }
    }
    return whole;
  }

  static boolean equal(double[] weights) {
    for (double weight : weights) {
      if (weight != weights[0]) {
        return false;
      }
    }
    return true;
  }
}

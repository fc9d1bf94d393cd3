package io.lb4j.route;

/**
 * Tells whether one share is really higher than another, or may be by chance.
 *
 * <p>Let the true shares be p and, at most, p + margin. By Chernoff's bound a sample of n is as far
 * off as it is with probability e^(−n · D) at most, D being the divergence of what was seen from
 * what is true. The sum of the two exponents, for whichever p makes it least, exceeds t by chance
 * with probability (1 + t) · e^(−t) at most, as a sum of two exponential variables does. It needs
 * no table and no approximation, and so holds for 30 requests as for a million.
 */
final class ExcessBound {

  private static final int HALVINGS = 50;

  private ExcessBound() {}

  /**
   * How improbable the excess is.
   *
   * @return 0 if there is none
   */
  static double exponent(long count, long total, long otherCount, long otherTotal, double margin) {
    if (total == 0 || otherTotal == 0) {
      return 0;
    }
    double share = (double) count / total;
    double from = (double) otherCount / otherTotal;
    double to = Math.min(share, 1) - margin;
    if (to <= from) {
      return 0;
    }
    // The sum is convex in between: find where its slope changes sign.
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (from + to) / 2;
      double step = (to - from) * 1e-3;
      double left = sum(count, total, otherCount, otherTotal, margin, middle - step);
      double right = sum(count, total, otherCount, otherTotal, margin, middle + step);
      if (left < right) {
        to = middle + step;
      } else {
        from = middle - step;
      }
    }
    return sum(count, total, otherCount, otherTotal, margin, (from + to) / 2);
  }

  private static double sum(
      long count, long total, long otherCount, long otherTotal, double margin, double truth) {
    return divergence(count, total, truth + margin) + divergence(otherCount, otherTotal, truth);
  }

  /** Times the total: the exponent of Chernoff's bound. */
  private static double divergence(long count, long total, double truth) {
    return term(count, total * truth) + term(total - count, total * (1 - truth));
  }

  private static double term(long seen, double expected) {
    return seen == 0 ? 0 : seen * Math.log(seen / expected);
  }

  /** The exponent that chance exceeds with this probability at most. */
  static double threshold(double probability) {
    double threshold = -Math.log(probability);
    for (int i = 0; i < HALVINGS; i++) {
      threshold = Math.log1p(threshold) - Math.log(probability);
    }
    return threshold;
  }
}

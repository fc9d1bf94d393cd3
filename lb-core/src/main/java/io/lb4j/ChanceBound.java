package io.lb4j;

/**
 * Tells whether a count can be chance, by Chernoff's bound: of {@code total} independent draws, as
 * many or more (or as few or fewer) hit an endpoint of a given share with a probability of at most
 * e^(−total · D), D being the divergence of the observed share from the expected one. The exponent
 * is half of the G-test's statistic. A bound needs no table and holds for small counts too, where
 * normal approximations raise false alarms.
 *
 * @param falseAlarms the probability that any of the endpoints of one window is found by chance
 * @param endpoints among how many the probability is divided (Bonferroni's correction)
 */
record ChanceBound(double falseAlarms, int endpoints) {

  /** Whether chance explains the count. */
  boolean explains(long count, long total, double share) {
    return total == 0 || exponent(count, total, share) <= Math.log(2 * endpoints / falseAlarms);
  }

  private static double exponent(long count, long total, double share) {
    return term((double) count, total * share)
        + term((double) (total - count), total * (1 - share));
  }

  private static double term(double observed, double expected) {
    return observed == 0 ? 0 : observed * Math.log(observed / expected);
  }
}

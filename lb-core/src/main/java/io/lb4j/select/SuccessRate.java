package io.lb4j.select;

/**
 * The failure penalty of the load metrics, as pure functions: load is divided by the square of a
 * moving success rate, so an endpoint that fails fast never looks idle or quick.
 *
 * <p>The rate falls and rises by attempts, so that a burst of failures shows at once however short
 * it is, and recovers with time, so that an endpoint nobody dares to use is tried again.
 */
final class SuccessRate {

  static final double PERFECT = 1;

  /** Weight of one attempt: five failures in a row bring a perfect rate to a third. */
  private static final double ATTEMPT_WEIGHT = 0.2;

  /** Bounds the penalty to a factor of 10 000. */
  private static final double FLOOR = 0.01;

  /** From here on a rate counts as perfect again, which spares further arithmetic. */
  private static final double NEARLY_PERFECT = 0.999;

  private SuccessRate() {}

  static double afterAttempt(double rate, boolean success) {
    double next = rate + ATTEMPT_WEIGHT * ((success ? 1 : 0) - rate);
    return next > NEARLY_PERFECT ? PERFECT : Math.max(FLOOR, next);
  }

  /** Closes the gap to 1 by what is left of it after idling; {@code decay} is e^(−idle/τ). */
  static double afterIdling(double rate, double decay) {
    return 1 - (1 - rate) * decay;
  }

  static double penalty(double rate) {
    return 1 / (rate * rate);
  }
}

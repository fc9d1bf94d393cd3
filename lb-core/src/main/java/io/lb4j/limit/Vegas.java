package io.lb4j.limit;

/**
 * Limits by an estimate of the queue at the endpoint: of {@code limit} requests there, {@code limit
 * · (1 − fastest / present)} wait, if they would take the fastest latency without a queue. The
 * limit grows while fewer wait than {@code alpha}, shrinks while more wait than {@code beta}, by
 * log₁₀(limit) per window each, and by {@code beta} as long as nearly none wait. All three are
 * taken times log₁₀(limit), at least 1. Settles at the endpoint's real concurrency plus {@code
 * alpha} to {@code beta}.
 *
 * <p>The fastest latency is the lowest mean of a window. While the limit is in use it is measured
 * anew every 60 windows, with the limit halved for two; while it is not, it follows slowly.
 *
 * <p>A window in which more than 1 % was dropped shrinks the limit by the share that was, by half
 * at most. A limit of which less than half is in use does not grow.
 *
 * <p>Immutable. Finds a narrower limit than {@link Gradient2} where latencies are even. Where they
 * vary by themselves, it takes chance for a queue and gets too low. Do not use it where latency
 * does not depend on load.
 *
 * <p>Source: TCP Vegas (Brakmo and Peterson 1994), with the logarithmic steps of Netflix's
 * concurrency-limits.
 */
public final class Vegas implements AdaptiveLimit {

  private static final double HARMLESS_DROP_SHARE = 0.01;
  private static final double FOLLOWING_WEIGHT = 0.1;

  private static final Vegas DEFAULTS = new Vegas(new Bounds(20, 1, 1000), 3, 6);

  private final Bounds bounds;
  private final double alpha;
  private final double beta;

  private Vegas(Bounds bounds, double alpha, double beta) {
    if (!(alpha >= 1 && alpha <= 1000)) {
      throw new IllegalArgumentException("alpha is " + alpha + "; it must be between 1 and 1000");
    }
    if (!(beta >= alpha && beta <= 1000)) {
      throw new IllegalArgumentException(
          "beta is " + beta + "; it must be between alpha " + alpha + " and 1000");
    }
    this.bounds = bounds;
    this.alpha = alpha;
    this.beta = beta;
  }

  /**
   * Returns the defaults: 20 at first, between 1 and 1000; alpha 3, beta 6.
   *
   * @return the defaults
   */
  public static Vegas defaults() {
    return DEFAULTS;
  }

  /**
   * Changes between what the limit moves.
   *
   * @param initialLimit requests at once at first
   * @param minLimit the least, at least 1
   * @param maxLimit the most
   * @return a changed copy
   * @throws IllegalArgumentException if the least is below 1, or the three are not in order
   */
  public Vegas withLimits(int initialLimit, int minLimit, int maxLimit) {
    return new Vegas(new Bounds(initialLimit, minLimit, maxLimit), alpha, beta);
  }

  /**
   * Changes how long the endpoint's queue should be, in requests, times log₁₀ of the limit.
   *
   * @param alpha up to this queue the limit grows; 1 to 1000
   * @param beta beyond this queue it shrinks; alpha to 1000
   * @return a changed copy
   * @throws IllegalArgumentException if one is out of its range
   */
  public Vegas withQueue(double alpha, double beta) {
    return new Vegas(bounds, alpha, beta);
  }

  @Override
  public LimitEstimate start() {
    return new Estimate(this, bounds.initial(), 0, Easing.NEVER_YET);
  }

  /** Its fastest latency is 0 before the first sample that has one. */
  private record Estimate(Vegas rule, double estimated, double fastestNanos, Easing easing)
      implements LimitEstimate {

    @Override
    public int limit() {
      return easing.apply(estimated, rule.bounds);
    }

    @Override
    public LimitEstimate after(LimitSample sample) {
      boolean used = sample.uses(limit());
      double fastest = fastestAfter(sample, used);
      // An easing that has begun also ends when the traffic does.
      Easing next = used || easing.isOn() ? easing.afterWindowInUse() : easing;
      double limit = estimated;
      if (sample.dropShare() > HARMLESS_DROP_SHARE) {
        limit = Math.min(limit - step(), limit * Math.max(0.5, 1 - sample.dropShare()));
      } else if (used && !easing.isOn() && sample.latencyNanos() > 0) {
        limit += growth(limit * (1 - fastest / sample.latencyNanos()));
      }
      return new Estimate(rule, rule.bounds.clamp(limit), fastest, next);
    }

    private double fastestAfter(LimitSample sample, boolean used) {
      double present = sample.latencyNanos();
      if (sample.successes() == 0) {
        return fastestNanos;
      }
      if (fastestNanos == 0 || present < fastestNanos || easing.isMeasuring()) {
        return present;
      }
      return used ? fastestNanos : fastestNanos + FOLLOWING_WEIGHT * (present - fastestNanos);
    }

    private double growth(double queued) {
      double step = step();
      if (queued <= step) {
        return rule.beta * step;
      }
      if (queued < rule.alpha * step) {
        return step;
      }
      return queued > rule.beta * step ? -step : 0;
    }

    private double step() {
      return Math.max(1, Math.log10(estimated));
    }
  }

  @Override
  public String toString() {
    return "Vegas[" + bounds + ", alpha=" + alpha + ", beta=" + beta + "]";
  }
}

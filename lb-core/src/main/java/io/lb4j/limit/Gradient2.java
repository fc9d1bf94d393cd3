package io.lb4j.limit;

/**
 * Limits by the ratio of the usual latency to the present one. While latencies stay below {@code
 * tolerance} times the usual, the limit grows by a share of {@code queue} per window; the further
 * they are above, the more it shrinks, down to nine tenths per window. Settles near {@code
 * tolerance} times the concurrency that the endpoint can really work at, plus {@code queue}.
 *
 * <p>{@code g = clamp(tolerance · usual / present, 0.5, 1)}, {@code limit ← (1 − s) · limit + s ·
 * (g · limit + queue)}, with {@code s} = 0.2. The usual latency is a mean over about 600 windows in
 * which the limit was not in use. While it is in use for long, it is halved for two windows in 60,
 * and half of what that shows is taken over: so a service that became slower is believed within
 * minutes, and a queue is not.
 *
 * <p>Drops count by their share d: g is at most {@code 1 − d}, and {@code queue} counts {@code 1 −
 * d} times. If all is dropped, the limit falls to its minimum. A limit of which less than half is
 * in use does not grow.
 *
 * <p>Immutable. Prefer it to {@link Vegas} where latencies vary much. Do not use it where latency
 * does not depend on load, as with long polls, and rather set {@link
 * io.lb4j.endpoint.Endpoint#maxConcurrency()} where capacity is known.
 *
 * <p>Source: Netflix's concurrency-limits, whose usual latency follows that of queues, and in which
 * drops do not count.
 */
public final class Gradient2 implements AdaptiveLimit {

  private static final double MIN_GRADIENT = 0.5;
  private static final double SMOOTHING = 0.2;
  private static final double USUAL_WEIGHT = 1.0 / 600;
  private static final double MEASURED_WEIGHT = 0.5;

  private static final Gradient2 DEFAULTS = new Gradient2(new Bounds(20, 1, 200), 1.5, 4);

  private final Bounds bounds;
  private final double tolerance;
  private final int queue;

  private Gradient2(Bounds bounds, double tolerance, int queue) {
    if (!(tolerance >= 1 && tolerance <= 10)) {
      throw new IllegalArgumentException(
          "tolerance is " + tolerance + "; it must be between 1 and 10");
    }
    if (queue < 1 || queue > 1000) {
      throw new IllegalArgumentException("queue is " + queue + "; it must be between 1 and 1000");
    }
    this.bounds = bounds;
    this.tolerance = tolerance;
    this.queue = queue;
  }

  /**
   * Returns the defaults: 20 at first, between 1 and 200; tolerance 1.5, queue 4.
   *
   * @return the defaults
   */
  public static Gradient2 defaults() {
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
  public Gradient2 withLimits(int initialLimit, int minLimit, int maxLimit) {
    return new Gradient2(new Bounds(initialLimit, minLimit, maxLimit), tolerance, queue);
  }

  /**
   * Changes how much slower than usual is no sign of overload.
   *
   * @param tolerance 1 to 10
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public Gradient2 withTolerance(double tolerance) {
    return new Gradient2(bounds, tolerance, queue);
  }

  /**
   * Changes how many requests may wait at the endpoint.
   *
   * @param queue 1 to 1000
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public Gradient2 withQueue(int queue) {
    return new Gradient2(bounds, tolerance, queue);
  }

  @Override
  public LimitEstimate start() {
    return new Estimate(this, bounds.initial(), 0, Easing.NEVER_YET);
  }

  /** Its usual latency is 0 before the first sample that has one. */
  private record Estimate(Gradient2 rule, double estimated, double usualLatencyNanos, Easing easing)
      implements LimitEstimate {

    @Override
    public int limit() {
      return easing.apply(estimated, rule.bounds);
    }

    @Override
    public LimitEstimate after(LimitSample sample) {
      boolean used = sample.uses(limit());
      double usual = usualAfter(sample, used);
      // An easing that has begun also ends when the traffic does.
      Easing next = used || easing.isOn() ? easing.afterWindowInUse() : easing;
      boolean mayChange = sample.drops() > 0 || (used && !easing.isOn());
      double limit = mayChange ? limitAfter(sample, used, usual) : estimated;
      return new Estimate(rule, limit, usual, next);
    }

    private double usualAfter(LimitSample sample, boolean used) {
      double present = sample.latencyNanos();
      if (sample.successes() == 0) {
        return usualLatencyNanos;
      }
      if (usualLatencyNanos == 0) {
        return present;
      }
      double weight = easing.isMeasuring() ? MEASURED_WEIGHT : used ? 0 : USUAL_WEIGHT;
      double usual = usualLatencyNanos + weight * (present - usualLatencyNanos);
      // What was learned in bad times must not hide a queue for the next ten minutes.
      return usual > 2 * present ? usual * 0.9 : usual;
    }

    private double limitAfter(LimitSample sample, boolean used, double usual) {
      double kept = 1 - sample.dropShare();
      double present = sample.latencyNanos();
      double byLatency = present <= 0 || !used ? 1 : rule.tolerance * usual / present;
      double gradient = Math.max(MIN_GRADIENT, Math.min(Math.min(1, byLatency), kept));
      double aim = gradient * estimated + rule.queue * kept;
      double limit = (1 - SMOOTHING) * estimated + SMOOTHING * aim;
      return rule.bounds.clamp(used ? limit : Math.min(limit, estimated));
    }
  }

  @Override
  public String toString() {
    return "Gradient2[" + bounds + ", tolerance=" + tolerance + ", queue=" + queue + "]";
  }
}

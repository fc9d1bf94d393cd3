package io.lb4j.zone;

import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * How many endpoints the traffic of a balancer takes: ⌈rate × latency ÷ concurrency × headroom⌉,
 * found once per window from what the balancer has seen. Rate × latency is how many requests are in
 * flight on average, by Little's law. It is advice for an autoscaler or an operator; nothing is
 * done about it here. Immutable.
 *
 * <p>It costs a success one atomic addition, for its latency, with two readings of the clock unless
 * the policy takes them anyway, and the control side a reading of each endpoint's counters per
 * window. Rates count what was sent, retries and hedges included; latencies are those of successes,
 * since what fails fast says nothing of the work.
 *
 * <p>Do not take it at its word once endpoints are saturated: queues then lengthen latencies, which
 * calls for more endpoints than the work does, and what limits refuse is not counted. Set the
 * concurrency where latency is still good, and act before that. One client knows its own traffic
 * only; to size what a fleet of clients shares, add up {@link CapacityAdvice#inFlight} of all of
 * them and divide once.
 *
 * @param concurrency how many requests an endpoint of average weight serves at once at good
 *     latency; positive
 * @param headroom by how much there are to be more endpoints than the mean needs, for peaks and
 *     failures; at least 1
 * @param window how long rates and latencies are averaged over; positive
 * @param windows how many in a row must agree before a shortage is announced, or its end; at least
 *     1
 * @param margin by which part of what is required there must be more before a shortage ends; not
 *     negative
 */
public record CapacityPolicy(
    double concurrency, double headroom, Duration window, int windows, double margin) {

  private static final double DEFAULT_HEADROOM = 1.3;
  private static final Duration DEFAULT_WINDOW = Duration.ofSeconds(10);
  private static final int DEFAULT_WINDOWS = 3;
  private static final double DEFAULT_MARGIN = 0.1;

  /**
   * Checks the values.
   *
   * @param concurrency {@link #concurrency()}
   * @param headroom {@link #headroom()}
   * @param window {@link #window()}
   * @param windows {@link #windows()}
   * @param margin {@link #margin()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public CapacityPolicy {
    if (!(concurrency > 0 && concurrency <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "concurrency is " + concurrency + "; it must be positive and finite");
    }
    if (!(headroom >= 1 && headroom <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "headroom is " + headroom + "; it must be at least 1, where 1.3 is usual");
    }
    Durations.requirePositive("window", window);
    if (windows < 1) {
      throw new IllegalArgumentException("windows is " + windows + "; it must be at least 1");
    }
    if (!(margin >= 0 && margin <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("margin is " + margin + "; it must not be negative");
    }
  }

  /**
   * Returns a policy with a headroom of 1.3, three windows of 10 s, and a margin of 0.1.
   *
   * @param concurrency {@link #concurrency()}
   * @return a new policy
   * @throws IllegalArgumentException if the concurrency is not positive
   */
  public static CapacityPolicy ofConcurrency(double concurrency) {
    return new CapacityPolicy(
        concurrency, DEFAULT_HEADROOM, DEFAULT_WINDOW, DEFAULT_WINDOWS, DEFAULT_MARGIN);
  }

  /**
   * Changes the headroom.
   *
   * @param headroom {@link #headroom()}
   * @return a changed copy
   * @throws IllegalArgumentException if it is below 1
   */
  public CapacityPolicy withHeadroom(double headroom) {
    return new CapacityPolicy(concurrency, headroom, window, windows, margin);
  }

  /**
   * Changes how fast the advice follows the traffic.
   *
   * @param window {@link #window()}
   * @param windows {@link #windows()}
   * @return a changed copy
   * @throws IllegalArgumentException if one is not positive
   */
  public CapacityPolicy withWindows(Duration window, int windows) {
    return new CapacityPolicy(concurrency, headroom, window, windows, margin);
  }

  /**
   * Applies the rule to one window.
   *
   * @param requests that began in it
   * @param elapsed how long it was; positive
   * @param latency the mean of its successes; zero if there was none
   * @param usable how many endpoints can serve
   * @param wasShort what was advised before: a shortage ends only with some to spare
   * @return the advice
   */
  public CapacityAdvice advise(
      long requests, Duration elapsed, Duration latency, int usable, boolean wasShort) {
    double ratePerSecond = requests / seconds(elapsed);
    double inFlight = ratePerSecond * seconds(latency);
    int required = (int) Math.ceil(inFlight / concurrency * headroom);
    boolean isShort = usable < required * (wasShort ? 1 + margin : 1);
    return new CapacityAdvice(ratePerSecond, latency, inFlight, required, usable, isShort);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}

package io.lb4j.limit;

import io.lb4j.request.Outcome;
import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * When a balancer refuses requests itself, because its endpoints as a whole refuse too many: then
 * even saying no costs them more than they have. A request is refused with the probability {@code
 * max(0, (requests − k · accepts) / (requests + 1))}, counted over a sliding window. What was
 * refused here counts as a request, too, so that the endpoints get about k times what they accept.
 *
 * <p>Accepted is what an endpoint has dealt with, failures included: they are for health to judge.
 * Rejections and time-outs are not accepted. Ignored outcomes, and requests that are still under
 * way, count as neither. {@code maxProbability} bounds what is refused, since what gets through is
 * how a recovery is noticed: by the formula alone, after an outage of four minutes at 100 requests
 * a second, it took ten more until half of all requests passed again.
 *
 * <p>Immutable. Off unless given to the balancer's builder. Use it where many clients can overload
 * a service that answers 429 or 503. It is of no use where one bad endpoint is the cause, which
 * rests or is ejected, or where a caller has nothing to fall back on and would rather wait.
 *
 * <p>Source: Site Reliability Engineering, chapter 21; the bounds on chance and on small numbers
 * are those of Envoy's admission control.
 *
 * @param k how many requests per accepted one are let through, 1 to 100
 * @param window over how long is counted, 1 s to 1 h; moves on by twelfths
 * @param minRequests with fewer requests in the window nothing is refused; not negative
 * @param maxProbability the highest probability of a refusal, 0 to 1
 */
public record AdaptiveThrottle(double k, Duration window, int minRequests, double maxProbability) {

  private static final Duration MIN_WINDOW = Duration.ofSeconds(1);
  private static final Duration MAX_WINDOW = Duration.ofHours(1);

  private static final AdaptiveThrottle DEFAULTS =
      new AdaptiveThrottle(2, Duration.ofMinutes(2), 10, 0.9);

  /**
   * Checks the values.
   *
   * @param k {@link #k()}
   * @param window {@link #window()}
   * @param minRequests {@link #minRequests()}
   * @param maxProbability {@link #maxProbability()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public AdaptiveThrottle {
    if (!(k >= 1 && k <= 100)) {
      throw new IllegalArgumentException("k is " + k + "; it must be between 1 and 100");
    }
    Durations.requirePositive("window", window);
    if (window.compareTo(MIN_WINDOW) < 0 || window.compareTo(MAX_WINDOW) > 0) {
      throw new IllegalArgumentException(
          "window is %s; it must be between %s and %s"
              .formatted(
                  Durations.text(window), Durations.text(MIN_WINDOW), Durations.text(MAX_WINDOW)));
    }
    if (minRequests < 0) {
      throw new IllegalArgumentException(
          "minRequests is " + minRequests + "; it must not be negative");
    }
    if (!(maxProbability >= 0 && maxProbability <= 1)) {
      throw new IllegalArgumentException(
          "maxProbability is " + maxProbability + "; it must be between 0 and 1");
    }
  }

  /**
   * Returns the defaults: k = 2, two minutes, from 10 requests on, at most 90 %.
   *
   * @return the defaults
   */
  public static AdaptiveThrottle defaults() {
    return DEFAULTS;
  }

  /**
   * Changes how much is let through.
   *
   * @param k requests per accepted one, 1 to 100; lower refuses earlier
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public AdaptiveThrottle withK(double k) {
    return new AdaptiveThrottle(k, window, minRequests, maxProbability);
  }

  /**
   * Changes over how long is counted. A shorter window notices both overload and recovery sooner.
   *
   * @param window 1 s to 1 h
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public AdaptiveThrottle withWindow(Duration window) {
    return new AdaptiveThrottle(k, window, minRequests, maxProbability);
  }

  /**
   * Changes from how many requests on anything is refused.
   *
   * @param minRequests requests in the window; not negative
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public AdaptiveThrottle withMinRequests(int minRequests) {
    return new AdaptiveThrottle(k, window, minRequests, maxProbability);
  }

  /**
   * Changes the highest probability of a refusal. What gets through all the same is how a recovery
   * is noticed.
   *
   * @param maxProbability 0 to 1
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public AdaptiveThrottle withMaxProbability(double maxProbability) {
    return new AdaptiveThrottle(k, window, minRequests, maxProbability);
  }

  /**
   * Returns the probability of a refusal.
   *
   * @param requests requests in the window, those refused here included
   * @param accepts those of them that were accepted
   * @return 0 to {@link #maxProbability()}
   */
  public double probability(long requests, long accepts) {
    if (requests < minRequests) {
      return 0;
    }
    double excess = (requests - k * accepts) / (requests + 1.0);
    return Math.max(0, Math.min(maxProbability, excess));
  }

  /**
   * Tells whether an outcome counts as a request at all.
   *
   * @param kind how an attempt ended
   * @return false if it says nothing about the endpoint
   */
  public static boolean counts(Outcome.Kind kind) {
    return kind != Outcome.Kind.IGNORED;
  }

  /**
   * Tells whether an outcome counts as accepted.
   *
   * @param kind how an attempt ended
   * @return false for rejections and time-outs, and for what does not count
   */
  public static boolean isAccepted(Outcome.Kind kind) {
    return switch (kind) {
      case SUCCESS, FAILURE, CONNECT_FAILURE -> true;
      case REJECTED, TIMEOUT, IGNORED -> false;
    };
  }
}

package io.lb4j.health;

import io.lb4j.endpoint.Names;
import io.lb4j.request.Outcome;
import io.lb4j.time.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker of one endpoint. A selection that is about to take the endpoint asks for a
 * permission; every permission that was given is answered by exactly one call of {@link
 * #onSuccess}, {@link #onError} or {@link #releasePermission}, whatever happens to the request.
 *
 * <p>While the breaker has an {@link #opening()}, the endpoint is no candidate at all. When that is
 * over, a candidate it is, and the breaker says how many requests it lets through to find out.
 *
 * <p>Called by many threads at once on the path of requests, so nothing here may block. What it
 * throws is logged once and counts as no objection.
 */
public interface EndpointBreaker {

  /**
   * Asks whether a request may go to the endpoint.
   *
   * @return whether a permission was given; if not, the selection looks elsewhere
   */
  boolean tryAcquirePermission();

  /**
   * Ends a permission: the endpoint did its work.
   *
   * @param latencyNanos from selection to first report, in nanoseconds
   */
  void onSuccess(long latencyNanos);

  /**
   * Ends a permission: the endpoint did not.
   *
   * @param latencyNanos from selection to first report, in nanoseconds
   * @param outcome what was reported; a failure, rejections included
   */
  void onError(long latencyNanos, Outcome outcome);

  /** Ends a permission of which nothing was learned. */
  void releasePermission();

  /**
   * Tells whether a few requests are trying the endpoint. Their success then counts as soon as it
   * is reported, and not only when their lease ends: a stream may last for hours.
   *
   * @return true while half-open
   */
  boolean isHalfOpen();

  /**
   * Tells whether, and how long, every request is refused. Asked when the breaker has said that it
   * changed.
   *
   * @return null if not, or if it is time to ask for a permission again
   */
  @Nullable Opening opening();

  /** The endpoint is forgotten. Permissions that are still out may be ended afterwards. */
  default void discard() {}

  /**
   * Why and how long a breaker refuses every request.
   *
   * @param reason in words, for operators; escaped
   * @param remaining how long from now, not negative; null if no end is known
   */
  record Opening(String reason, @Nullable Duration remaining) {

    /**
     * Checks the values.
     *
     * @param reason {@link #reason()}
     * @param remaining {@link #remaining()}
     * @throws IllegalArgumentException if the time is negative or longer than a century
     */
    public Opening {
      reason = Names.escape(reason);
      if (remaining != null) {
        Durations.requireNotNegative("remaining", remaining);
      }
    }
  }
}

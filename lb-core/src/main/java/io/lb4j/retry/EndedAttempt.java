package io.lb4j.retry;

import io.lb4j.request.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt of a call ended.
 *
 * @param number 1 for the first attempt of the call
 * @param outcome how it went for the endpoint
 * @param retryClass what that proves about the request
 * @param result what the client returned, of the client's own type; null if it threw
 * @param thrown what the client threw, or null
 */
public record EndedAttempt(
    int number,
    Outcome outcome,
    RetryClass retryClass,
    @Nullable Object result,
    @Nullable Throwable thrown) {

  /**
   * Checks that nothing is missing.
   *
   * @param number 1 for the first attempt of the call
   * @param outcome how it went for the endpoint
   * @param retryClass what that proves about the request
   * @param result what the client returned, of the client's own type; null if it threw
   * @param thrown what the client threw, or null
   */
  public EndedAttempt {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(retryClass, "retryClass");
  }
}

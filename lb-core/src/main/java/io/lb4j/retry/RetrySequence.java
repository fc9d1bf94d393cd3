package io.lb4j.retry;

/** The retries of one call, from a {@link RetryPolicy}. Called by one thread at a time. */
@FunctionalInterface
public interface RetrySequence {

  /**
   * Asked after each attempt that may be followed by another: also after a success if the request
   * is idempotent, since a policy may find fault with what the endpoint did well.
   *
   * @param attempt the attempt that has ended
   * @return nanoseconds until the next attempt, or {@link RetryPolicy#NO_MORE}
   */
  long delayNanosAfter(EndedAttempt attempt);

  /**
   * Told once, when the call has ended.
   *
   * @param last the attempt whose end is the caller's
   */
  default void ended(EndedAttempt last) {}
}

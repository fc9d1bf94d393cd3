package io.lb4j.retry;

/** What an {@link AttemptPlan} says is to be done when an attempt has ended. */
public sealed interface NextStep {

  /** Why a call goes no further. */
  enum StopReason {
    /** The attempt succeeded. */
    SUCCEEDED,
    /** The request may have been processed and is not idempotent, or nobody waits any more. */
    NOT_REPEATABLE,
    /** The retry policy wants no further attempt. */
    ENOUGH_ATTEMPTS,
    /** The balancer's retry budget is used up. */
    BUDGET,
    /** The next attempt would begin after the deadline. */
    DEADLINE,
    /** No endpoint can take a further attempt. */
    NO_ENDPOINT
  }

  /**
   * The end of the last attempt is the caller's.
   *
   * @param reason why
   */
  record Stop(StopReason reason) implements NextStep {}

  /**
   * Another attempt is to be made, with the plan's context.
   *
   * @param delayNanos how long to wait before; 0 for at once
   */
  record Retry(long delayNanos) implements NextStep {}

  /** Another attempt is still running; its end decides. */
  record Await() implements NextStep {

    static final Await OTHERS = new Await();
  }
}

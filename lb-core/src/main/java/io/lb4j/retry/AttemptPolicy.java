package io.lb4j.retry;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By which rules a call is attempted: how often, for how long, and whether it is hedged. Immutable;
 * every instance method returns a changed copy.
 *
 * <p>The default makes up to three attempts with short waits, has no time limits of its own, hedges
 * nothing, and does not trust rejections.
 */
public final class AttemptPolicy {

  private static final AttemptPolicy DEFAULT =
      new AttemptPolicy(RetryPolicy.defaults(), null, null, null, false);

  private final RetryPolicy retries;
  private final @Nullable Duration deadline;
  private final @Nullable Duration attemptLimit;
  private final @Nullable Hedging hedging;
  private final boolean trustsRejections;

  private AttemptPolicy(
      RetryPolicy retries,
      @Nullable Duration deadline,
      @Nullable Duration attemptLimit,
      @Nullable Hedging hedging,
      boolean trustsRejections) {
    this.retries = retries;
    this.deadline = deadline;
    this.attemptLimit = attemptLimit;
    this.hedging = hedging;
    this.trustsRejections = trustsRejections;
  }

  /**
   * Returns the default rules.
   *
   * @return the shared default
   */
  public static AttemptPolicy defaults() {
    return DEFAULT;
  }

  /**
   * Returns the rules of one attempt, however it ends.
   *
   * @return the default without retries
   */
  public static AttemptPolicy once() {
    return DEFAULT.withRetries(RetryPolicy.none());
  }

  /**
   * Sets how many attempts there may be, and how far apart.
   *
   * @param retries may be the user's own
   * @return a changed copy
   */
  public AttemptPolicy withRetries(RetryPolicy retries) {
    Objects.requireNonNull(retries, "retries");
    return new AttemptPolicy(
        GuardedRetries.of(retries), deadline, attemptLimit, hedging, trustsRejections);
  }

  /**
   * Limits all attempts together, the waits between them included. No attempt begins after it, and
   * none is waited for beyond it where attempts can be abandoned.
   *
   * @param deadline from the beginning of the call; positive
   * @return a changed copy
   * @throws IllegalArgumentException if the time is not positive
   */
  public AttemptPolicy withDeadline(Duration deadline) {
    Durations.requirePositive("deadline", deadline);
    return new AttemptPolicy(retries, deadline, attemptLimit, hedging, trustsRejections);
  }

  /**
   * Limits each attempt, up to its answer: with HTTP to the response's headers, after which a
   * stream may go on.
   *
   * @param attemptLimit from the selection; positive
   * @return a changed copy
   * @throws IllegalArgumentException if the time is not positive
   */
  public AttemptPolicy withAttemptLimit(Duration attemptLimit) {
    Durations.requirePositive("attemptLimit", attemptLimit);
    return new AttemptPolicy(retries, deadline, attemptLimit, hedging, trustsRejections);
  }

  /**
   * Hedges idempotent calls.
   *
   * @param hedging when
   * @return a changed copy
   */
  public AttemptPolicy withHedging(Hedging hedging) {
    Objects.requireNonNull(hedging, "hedging");
    return new AttemptPolicy(retries, deadline, attemptLimit, hedging, trustsRejections);
  }

  /**
   * Takes an endpoint at its word when it says that it has too much to do: what it rejects counts
   * as not processed, so that any request may be made again elsewhere. For services whose servers,
   * and all gateways in front of them, reject before they process anything.
   *
   * @return a changed copy
   */
  public AttemptPolicy trustingRejections() {
    return new AttemptPolicy(retries, deadline, attemptLimit, hedging, true);
  }

  /**
   * Returns how many attempts there may be, and how far apart.
   *
   * @return what was set, guarded against what it throws
   */
  public RetryPolicy retries() {
    return retries;
  }

  /**
   * Returns the limit of all attempts together.
   *
   * @return the limit, or null if there is none
   */
  public @Nullable Duration deadline() {
    return deadline;
  }

  /**
   * Returns the limit of each attempt.
   *
   * @return the limit, or null if there is none
   */
  public @Nullable Duration attemptLimit() {
    return attemptLimit;
  }

  /**
   * Returns when idempotent calls are hedged.
   *
   * @return the rule, or null for never
   */
  public @Nullable Hedging hedging() {
    return hedging;
  }

  /** Tells whether a request may be made again after an attempt that has proved so much. */
  boolean permits(RetryClass evidence, boolean idempotent) {
    return switch (evidence) {
      case UNSENT, UNPROCESSED -> true;
      case REJECTED -> trustsRejections || idempotent;
      case SENT -> idempotent;
      case NEVER -> false;
    };
  }

  @Override
  public String toString() {
    return "AttemptPolicy["
        + retries
        + (deadline == null ? "" : ", deadline " + Durations.text(deadline))
        + (attemptLimit == null ? "" : ", attempts of " + Durations.text(attemptLimit))
        + (hedging == null ? "" : ", " + hedging)
        + (trustsRejections ? ", trusting rejections]" : "]");
  }
}

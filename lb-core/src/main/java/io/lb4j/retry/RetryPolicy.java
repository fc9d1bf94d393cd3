package io.lb4j.retry;

import io.lb4j.time.RandomSource;
import java.time.Duration;

/**
 * How many attempts a call may have, and how far apart. Whether a request may be made again at all,
 * where to, within which budget and deadline is not its business: it is asked only where the
 * request may be made again, and budget and deadline may still forbid what it allows.
 *
 * <p>Users may implement it. Must be thread-safe; what {@link #begin} returns belongs to one call.
 * One that throws ends the call with what it has, and is logged once.
 */
@FunctionalInterface
public interface RetryPolicy {

  /** The answer of a sequence that wants no further attempt. */
  long NO_MORE = -1;

  /**
   * Begins a call.
   *
   * @param random for jitter
   * @return the call's own sequence, or a shared one if it keeps nothing
   */
  RetrySequence begin(RandomSource random);

  /**
   * Makes a policy with exponential back-off and full jitter: retry k waits a random time of at
   * most {@code base · 2^(k−1)}, never more than {@code max}. Full jitter, not a jittered half,
   * because what failed together must not come back together (Brooker, "Exponential Backoff And
   * Jitter", 2015).
   *
   * @param maxAttempts the first one included; 1 to 100
   * @param base the longest wait before the first retry; zero for none
   * @param max the longest wait before any; not less than the base
   * @return an immutable policy
   * @throws IllegalArgumentException if a value is out of its range
   */
  static RetryPolicy exponential(int maxAttempts, Duration base, Duration max) {
    return new ExponentialBackoff(maxAttempts, base, max);
  }

  /**
   * Returns the default: three attempts, and waits of at most 10 and 20 ms. They are short because
   * a retry goes elsewhere, where nothing has to recover.
   *
   * @return the shared default
   */
  static RetryPolicy defaults() {
    return ExponentialBackoff.DEFAULT;
  }

  /**
   * Returns the policy of one attempt.
   *
   * @return the shared policy
   */
  static RetryPolicy none() {
    return ExponentialBackoff.NONE;
  }
}

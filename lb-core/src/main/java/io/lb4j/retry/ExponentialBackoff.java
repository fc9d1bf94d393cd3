package io.lb4j.retry;

import io.lb4j.time.Durations;
import io.lb4j.time.RandomSource;
import java.time.Duration;

/** A bounded number of attempts, with exponential back-off and full jitter between them. */
record ExponentialBackoff(int maxAttempts, long baseNanos, long maxNanos) implements RetryPolicy {

  static final RetryPolicy DEFAULT =
      new ExponentialBackoff(3, Duration.ofMillis(10), Duration.ofSeconds(1));
  static final RetryPolicy NONE = new ExponentialBackoff(1, Duration.ZERO, Duration.ZERO);

  private static final int MAX_ATTEMPTS = 100;

  ExponentialBackoff(int maxAttempts, Duration base, Duration max) {
    this(
        requireAttempts(maxAttempts),
        Durations.requireNotNegative("base", base).toNanos(),
        Durations.requireNotNegative("max", max).toNanos());
    if (maxNanos < baseNanos) {
      throw new IllegalArgumentException(
          "max is %s; it must not be less than the base, %s"
              .formatted(Durations.text(max), Durations.text(base)));
    }
  }

  private static int requireAttempts(int maxAttempts) {
    if (maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException(
          "maxAttempts is " + maxAttempts + "; it must be 1 to " + MAX_ATTEMPTS);
    }
    return maxAttempts;
  }

  @Override
  public RetrySequence begin(RandomSource random) {
    return attempt ->
        attempt.outcome().isSuccess() || attempt.number() >= maxAttempts
            ? NO_MORE
            : (long) (random.nextDouble() * longestNanos(attempt.number()));
  }

  private double longestNanos(int retry) {
    return Math.min((double) maxNanos, Math.scalb((double) baseNanos, retry - 1));
  }
}

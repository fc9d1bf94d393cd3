package io.lb4j.endpoint;

import io.lb4j.time.RandomSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a polling source asks again. */
record PollPace(Duration interval, Duration timeLimit, Duration firstBackoff, Duration maxBackoff) {

  private static final double JITTER = 0.1;
  // Even an answer that is good for no time at all must not keep a thread busy.
  private static final long LEAST_NANOS = Duration.ofMillis(1).toNanos();
  private static final int MOST_DOUBLINGS = 30;

  /** Earlier rather than later: who honours a TTL must not be late. */
  long afterAnswerNanos(@Nullable Duration goodFor, RandomSource random) {
    long nanos = (goodFor == null ? interval : goodFor).toNanos();
    return Math.max(LEAST_NANOS, (long) (nanos * (1 - JITTER * random.nextDouble())));
  }

  /**
   * @param failures in a row, at least one
   */
  long afterFailureNanos(int failures, RandomSource random) {
    double doubled =
        firstBackoff.toNanos() * (double) (1L << Math.min(failures - 1, MOST_DOUBLINGS));
    double bounded = Math.min(doubled, (double) maxBackoff.toNanos());
    return Math.max(LEAST_NANOS, (long) (bounded * (0.5 + 0.5 * random.nextDouble())));
  }
}

package io.lb4j;

import io.lb4j.request.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that an endpoint asked to be left alone for.
 *
 * @param nanos how long, capped
 * @param saidAtNanos when, by the ticker
 */
record AskedRest(long nanos, long saidAtNanos) {

  /** Returns what a rejection asks for, or null. */
  static @Nullable AskedRest of(Outcome rejection, long nowNanos) {
    Duration wish = rejection.retryAfter();
    if (wish == null || wish.isZero()) {
      return null;
    }
    Duration cap = Outcome.MAX_RETRY_AFTER;
    Duration capped = wish.compareTo(cap) < 0 ? wish : cap;
    return new AskedRest(capped.toNanos(), nowNanos);
  }

  boolean endsAfter(AskedRest other) {
    return untilNanos() - other.untilNanos() > 0;
  }

  long untilNanos() {
    return saidAtNanos + nanos;
  }
}

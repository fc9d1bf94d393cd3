package io.lb4j.okhttp;

import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okio.Timeout;

/**
 * An attempt in a call of its own. Within one call OkHttp reuses the connection that it holds,
 * whatever the DNS says, and would go back to the endpoint that has just failed; and a call cannot
 * be cut short without the caller's noticing.
 *
 * <p>It is a clone of the caller's, so all interceptors, authenticators and listeners of the client
 * apply to it; it brings its attempt along as a tag, and has what is left of the caller's time.
 */
record OwnCall(Attempt attempt, Call call) {

  static OwnCall of(Attempt attempt, Call original, long startNanos) {
    Call clone = original.clone();
    clone.tag(Attempt.class, () -> attempt);
    limit(clone.timeout(), original.timeout(), startNanos);
    return new OwnCall(attempt, clone);
  }

  /** Leaves the clone what is left of the time for all attempts. */
  private static void limit(Timeout clone, Timeout whole, long startNanos) {
    long nanos = whole.timeoutNanos();
    if (nanos > 0) {
      nanos = Math.max(1, nanos - (System.nanoTime() - startNanos));
    }
    clone.timeout(nanos, TimeUnit.NANOSECONDS);
    if (whole.hasDeadline()) {
      clone.deadlineNanoTime(whole.deadlineNanoTime());
    }
  }
}

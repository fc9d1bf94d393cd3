package io.lb4j;

import io.lb4j.request.Outcome;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The rejections by one endpoint since its last success, and the rest that it asked for. Made with
 * the first one, since most endpoints never reject. Written by callers, from any thread, without a
 * lock; the control side takes what was asked for.
 */
final class RejectionTally {

  private final AtomicLong inARow = new AtomicLong();
  private final AtomicReference<@Nullable AskedRest> asked = new AtomicReference<>();
  // Written by whoever reports; of two at once either will do.
  private volatile long newestNanos;

  /**
   * Counts a rejection; true if it completes the evidence, so that picks had better wait for the
   * control loop.
   *
   * @param enough how many in a row are evidence
   */
  boolean count(Outcome rejection, int enough, long nowNanos) {
    newestNanos = nowNanos;
    long run = inARow.incrementAndGet();
    AskedRest wish = AskedRest.of(rejection, nowNanos);
    if (wish == null) {
      return run == enough;
    }
    asked.accumulateAndGet(
        wish, (held, said) -> held == null || said.endsAfter(held) ? said : held);
    return run == 1 || run == enough;
  }

  void succeeded() {
    if (inARow.get() != 0) {
      inARow.set(0);
    }
  }

  boolean isEvidence(int enough) {
    return inARow.get() >= enough || asked.get() != null;
  }

  /** Returns what was asked for since the last call, if anything that is not over. */
  @Nullable AskedRest takeAsked(long nowNanos) {
    AskedRest wish = asked.getAndSet(null);
    return wish == null || wish.untilNanos() - nowNanos <= 0 ? null : wish;
  }

  long newestNanos() {
    return newestNanos;
  }
}

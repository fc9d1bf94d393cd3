package io.lb4j.route;

import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.time.TimeAndChance;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Sends copies of some requests to a shadow pool, and forgets the answers: real traffic for a
 * version that nobody depends on yet.
 *
 * <pre>{@code
 * mirror.offer(() -> http.sendAsync(copyFor(shadow), discarding()));
 * }</pre>
 *
 * <p><b>The caller never notices.</b> A copy is begun on another thread and never waited for; what
 * it throws is counted; one that is over its deadline is cancelled; when too many are under way
 * further ones are dropped and not queued, so that a shadow that hangs costs {@code maxInFlight}
 * copies and no more. What the caller makes anew for a copy is its own to bound: a request body has
 * to be one that can be sent twice.
 *
 * <p>Copy only requests that do no harm when they run twice: a shadow that shares the database
 * writes a second time.
 *
 * <p>Thread-safe and lock-free.
 */
public final class Mirror {

  private final MirrorPolicy policy;
  private final TimeAndChance timeAndChance;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder sent = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder timedOut = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private Mirror(MirrorPolicy policy, TimeAndChance timeAndChance) {
    this.policy = policy;
    this.timeAndChance = timeAndChance;
  }

  /**
   * Makes a mirror.
   *
   * @param policy how much, and at what cost
   * @return a new mirror
   */
  public static Mirror of(MirrorPolicy policy) {
    return of(policy, TimeAndChance.system());
  }

  /**
   * Makes a mirror by another clock and other dice.
   *
   * @param policy how much, and at what cost
   * @param timeAndChance the shadow balancer's, or a test's
   * @return a new mirror
   */
  public static Mirror of(MirrorPolicy policy, TimeAndChance timeAndChance) {
    return new Mirror(
        Objects.requireNonNull(policy, "policy"),
        Objects.requireNonNull(timeAndChance, "timeAndChance"));
  }

  /**
   * Offers a request for copying. Does not block and throws nothing.
   *
   * @param copy begins the copy, on a thread that may block; is called once or not at all. Its
   *     stage is cancelled at the deadline, as far as it can be
   * @return whether it will be copied
   */
  public boolean offer(Supplier<? extends CompletionStage<?>> copy) {
    if (timeAndChance.random().nextDouble() * 100 >= policy.percent()) {
      return false;
    }
    if (inFlight.incrementAndGet() > policy.maxInFlight()) {
      inFlight.decrementAndGet();
      dropped.increment();
      return false;
    }
    sent.increment();
    try {
      timeAndChance.scheduler().execute(() -> begin(copy));
      return true;
    } catch (RuntimeException e) {
      // A scheduler that is shut down.
      end(failed);
      return false;
    }
  }

  private void begin(Supplier<? extends CompletionStage<?>> copy) {
    AtomicBoolean ended = new AtomicBoolean();
    try {
      CompletionStage<?> answer = Objects.requireNonNull(copy.get(), "the copy's stage");
      Cancellable timer =
          timeAndChance
              .scheduler()
              .schedule(
                  () -> timeAndChance.scheduler().execute(() -> cutOff(answer, ended)),
                  policy.deadline().toNanos());
      answer.whenComplete(
          (result, thrown) -> {
            timer.cancel();
            if (ended.compareAndSet(false, true)) {
              end(thrown == null ? succeeded : failed);
            }
          });
    } catch (Throwable e) {
      if (ended.compareAndSet(false, true)) {
        end(failed);
      }
    }
  }

  private void cutOff(CompletionStage<?> answer, AtomicBoolean ended) {
    if (ended.compareAndSet(false, true)) {
      end(timedOut);
      answer.toCompletableFuture().cancel(true);
    }
  }

  private void end(LongAdder how) {
    how.increment();
    inFlight.decrementAndGet();
  }

  /**
   * Returns what has become of the copies.
   *
   * @return counts since this mirror was made
   */
  public MirrorStats stats() {
    return new MirrorStats(
        sent.sum(),
        succeeded.sum(),
        failed.sum(),
        timedOut.sum(),
        dropped.sum(),
        Math.max(0, inFlight.get()));
  }

  @Override
  public String toString() {
    return "Mirror[" + policy + ", " + stats() + "]";
  }
}

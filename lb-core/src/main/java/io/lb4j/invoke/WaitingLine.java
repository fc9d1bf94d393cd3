package io.lb4j.invoke;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where calls wait while all endpoints are at their limits: first come, first served, for a bounded
 * time, and no more than a bounded number of them.
 *
 * <p>An invoker sees its own calls end and then looks after those who wait. Room that others have
 * made is found by looking every few milliseconds, as long as anybody waits.
 */
final class WaitingLine<T> {

  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  /** So many in a row that find no room are taken for all: others may demand other labels. */
  private static final int MAX_MISSES = 4;

  private static final class Waiting<T> {
    private final SelectionContext context;
    private final long sinceNanos;
    private final long limitNanos;
    private final CompletableFuture<Lease<? extends T>> lease = new CompletableFuture<>();

    private Waiting(SelectionContext context, long sinceNanos, long limitNanos) {
      this.context = context;
      this.sinceNanos = sinceNanos;
      this.limitNanos = limitNanos;
    }
  }

  private final Balancer<? extends T> balancer;
  private final TimeAndChance timeAndChance;
  private final int capacity;
  private final long maxWaitNanos;

  private final Turns turns = new Turns();
  // Calls in the line or about to join it; raised by callers, lowered in a turn.
  private final AtomicInteger size = new AtomicInteger();
  // Both touched in a turn only.
  private final ArrayDeque<Waiting<T>> line = new ArrayDeque<>();
  private boolean looking;

  WaitingLine(Balancer<? extends T> balancer, int capacity, Duration maxWait) {
    this.balancer = balancer;
    this.timeAndChance = balancer.timeAndChance();
    this.capacity = capacity;
    this.maxWaitNanos = maxWait.toNanos();
  }

  /**
   * Selects at once if nobody waits and there is room, or if the line is full; else joins the line.
   *
   * @param limitNanos how long to wait at most, if that is less than everybody may
   * @return completes with a lease, which is then the caller's to close, or with what select threw;
   *     cancel it to leave the line
   * @throws NoEndpointAvailableException at once if waiting is no use, or the line is full and
   *     there is no room
   */
  CompletableFuture<Lease<? extends T>> join(SelectionContext context, long limitNanos) {
    if (size.get() == 0) {
      try {
        return CompletableFuture.completedFuture(balancer.select(context));
      } catch (NoEndpointAvailableException e) {
        if (e.reason() != Reason.SATURATED) {
          throw e;
        }
      }
    }
    if (size.incrementAndGet() > capacity) {
      size.decrementAndGet();
      return CompletableFuture.completedFuture(balancer.select(context));
    }
    Waiting<T> waiting =
        new Waiting<>(
            context, timeAndChance.ticker().nanoTime(), Math.min(limitNanos, maxWaitNanos));
    turns.take(
        () -> {
          line.add(waiting);
          serve();
        });
    return waiting.lease;
  }

  /** Looks after those who wait, since a call has ended. */
  void leaseEnded() {
    if (size.get() > 0) {
      turns.take(this::serve);
    }
  }

  private void serve() {
    int misses = 0;
    for (Iterator<Waiting<T>> all = line.iterator(); all.hasNext(); ) {
      Waiting<T> waiting = all.next();
      boolean mayBeLucky = misses < MAX_MISSES || isOver(waiting);
      if (waiting.lease.isDone() || (mayBeLucky && isServed(waiting))) {
        all.remove();
        size.decrementAndGet();
      } else if (mayBeLucky) {
        misses++;
      }
    }
    if (!line.isEmpty() && !looking) {
      looking = true;
      timeAndChance.scheduler().schedule(this::look, LOOK_NANOS);
    }
  }

  /** What waits may run in the thread that serves it, so not in the timer's. */
  private void look() {
    timeAndChance
        .scheduler()
        .execute(
            () ->
                turns.take(
                    () -> {
                      looking = false;
                      serve();
                    }));
  }

  private boolean isServed(Waiting<T> waiting) {
    Lease<? extends T> lease;
    try {
      lease = balancer.select(waiting.context);
    } catch (NoEndpointAvailableException e) {
      // It was let in when it came; the throttle is not asked whether it may go on waiting.
      boolean maySucceedLater = e.reason() == Reason.SATURATED || e.reason() == Reason.THROTTLED;
      return (!maySucceedLater || isOver(waiting)) && waiting.lease.completeExceptionally(e);
    } catch (RuntimeException e) {
      return waiting.lease.completeExceptionally(e);
    }
    if (!waiting.lease.complete(lease)) {
      lease.report(Outcome.ignored());
      lease.close();
    }
    return true;
  }

  private boolean isOver(Waiting<T> waiting) {
    return timeAndChance.ticker().nanoTime() - waiting.sinceNanos >= waiting.limitNanos;
  }
}

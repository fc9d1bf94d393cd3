package io.lb4j.invoke;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.affinity.Sessions;
import io.lb4j.request.Outcome;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.NextStep;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.time.Scheduler;
import io.lb4j.time.TimeAndChance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call whose attempts are made in the caller's thread, one after the other. */
final class BlockingCall<T, R extends @Nullable Object> {

  private final Balancer<? extends T> balancer;
  private final @Nullable WaitingLine<T> line;
  private final TimeAndChance timeAndChance;
  private final AttemptPlan plan;
  private final Invoker.AttemptCall<? super T, ? extends R, ?> call;
  private final Function<? super R, Outcome> judge;

  BlockingCall(
      Balancer<? extends T> balancer,
      @Nullable WaitingLine<T> line,
      TimeAndChance timeAndChance,
      AttemptPlan plan,
      Invoker.AttemptCall<? super T, ? extends R, ?> call,
      Function<? super R, Outcome> judge) {
    this.balancer = balancer;
    this.line = line;
    this.timeAndChance = timeAndChance;
    this.plan = plan;
    this.call = call;
    this.judge = judge;
  }

  AttemptEnd<R> run() {
    resolveSession();
    Lease<? extends T> lease = selectFirst();
    while (true) {
      int number = plan.started(lease.endpoint());
      AttemptEnd<R> end = attempt(lease, number);
      Lease<? extends T> next = follow(plan.ended(end.toEnded(number), nowNanos()));
      if (next == null) {
        return end;
      }
      lease = next;
    }
  }

  private AttemptEnd<R> attempt(Lease<? extends T> lease, int number) {
    try (lease) {
      AttemptEnd<R> end;
      try {
        R result =
            call.on(lease.target(), Attempts.of(lease, number, plan.attemptLimitNanos(nowNanos())));
        end = AttemptEnd.returned(result, judge);
      } catch (Throwable thrown) {
        end = AttemptEnd.threw(thrown);
      }
      lease.report(end.outcome());
      return end;
    } finally {
      if (line != null) {
        line.leaseEnded();
      }
    }
  }

  /** Selects for a further attempt; null if there is to be none. */
  private @Nullable Lease<? extends T> follow(NextStep first) {
    NextStep step = first;
    while (step instanceof Retry retry) {
      if (!pause(retry.delayNanos())) {
        plan.abandon();
        return null;
      }
      try {
        return Attempts.withinBudget(balancer.select(plan.context()), plan);
      } catch (NoEndpointAvailableException e) {
        if (e.reason() != Reason.ALL_AVOIDED) {
          plan.abandon();
          return null;
        }
        step = plan.allTried(nowNanos());
      }
    }
    return null;
  }

  /** Lets the balancer know of a session that another process has begun. */
  private void resolveSession() {
    Sessions sessions = balancer.sessions();
    if (sessions == null) {
      return;
    }
    try {
      sessions.resolve(plan.context(), plan.remainingNanos(nowNanos())).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Lease<? extends T> selectFirst() {
    if (line == null) {
      return balancer.select(plan.context());
    }
    CompletableFuture<Lease<? extends T>> lease =
        line.join(plan.context(), plan.remainingNanos(nowNanos()));
    try {
      return lease.get();
    } catch (InterruptedException e) {
      if (!lease.cancel(false) && !lease.isCompletedExceptionally()) {
        Attempts.giveBack(lease.join());
      }
      Thread.currentThread().interrupt();
      return balancer.select(plan.context());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException refusal
          ? refusal
          : new IllegalStateException(e.getCause());
    }
  }

  /** Waits for a retry's turn; false if the thread is interrupted, which it then still is. */
  private boolean pause(long delayNanos) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    if (delayNanos == 0) {
      return true;
    }
    CountDownLatch over = new CountDownLatch(1);
    Scheduler.Cancellable timer = timeAndChance.scheduler().schedule(over::countDown, delayNanos);
    try {
      over.await();
      return true;
    } catch (InterruptedException e) {
      timer.cancel();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private long nowNanos() {
    return timeAndChance.ticker().nanoTime();
  }
}

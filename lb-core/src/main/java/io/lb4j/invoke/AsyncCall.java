package io.lb4j.invoke;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.request.Outcome;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.retry.NextStep;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.retry.NextStep.Stop;
import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call whose attempts complete later, up to two of them at once.
 *
 * <p>Attempts end, time-outs, hedges and the caller's cancellation come from any thread; each takes
 * its turn, so everything here is touched by one thread at a time. Timers never call users' code:
 * they pass their turn to a thread that may block.
 */
final class AsyncCall<T, R extends @Nullable Object> {

  /** An attempt that has not ended. */
  private final class Running {
    private final Lease<? extends T> lease;
    private final int number;
    private final long startNanos = nowNanos();
    private @Nullable CompletionStage<? extends R> stage;
    private Cancellable timeout = () -> {};

    private Running(Lease<? extends T> lease) {
      this.lease = lease;
      this.number = plan.started(lease.endpoint());
    }
  }

  private final Balancer<? extends T> balancer;
  private final @Nullable WaitingLine<T> line;
  private final @Nullable HedgeDelay hedgeDelay;
  private final TimeAndChance timeAndChance;
  private final AttemptPlan plan;
  private final Invoker.AttemptCall<
          ? super T, ? extends CompletionStage<? extends R>, ? extends Exception>
      call;
  private final Function<? super R, Outcome> judge;

  private final CompletableFuture<R> result = new CompletableFuture<>();
  private final Turns turns = new Turns();
  private final List<Running> running = new ArrayList<>(2);
  private Cancellable timer = () -> {};

  AsyncCall(
      Balancer<? extends T> balancer,
      @Nullable WaitingLine<T> line,
      @Nullable HedgeDelay hedgeDelay,
      TimeAndChance timeAndChance,
      AttemptPlan plan,
      Invoker.AttemptCall<? super T, ? extends CompletionStage<? extends R>, ? extends Exception>
          call,
      Function<? super R, Outcome> judge) {
    this.balancer = balancer;
    this.line = line;
    this.hedgeDelay = hedgeDelay;
    this.timeAndChance = timeAndChance;
    this.plan = plan;
    this.call = call;
    this.judge = judge;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What these actions do cannot fail.
  CompletableFuture<R> begin() {
    CompletableFuture<? extends Lease<? extends T>> lease;
    try {
      lease =
          line == null
              ? CompletableFuture.completedFuture(balancer.select(plan.context()))
              : line.join(plan.context(), plan.remainingNanos(nowNanos()));
    } catch (RuntimeException e) {
      plan.abandon();
      result.completeExceptionally(e);
      return result;
    }
    lease.whenComplete((found, refusal) -> turns.take(() -> selected(found, refusal)));
    result.whenComplete(
        (value, thrown) -> {
          if (result.isCancelled()) {
            lease.cancel(false);
            turns.take(this::abandon);
          }
        });
    return result;
  }

  private void selected(@Nullable Lease<? extends T> lease, @Nullable Throwable refusal) {
    if (lease == null) {
      plan.abandon();
      result.completeExceptionally(Objects.requireNonNull(refusal));
    } else if (result.isDone()) {
      Attempts.giveBack(lease);
    } else {
      start(lease);
    }
  }

  private void start(Lease<? extends T> lease) {
    Running attempt = new Running(lease);
    running.add(attempt);
    long limitNanos = plan.attemptLimitNanos(attempt.startNanos);
    if (limitNanos != AttemptPlan.NEVER) {
      attempt.timeout = later(() -> timedOut(attempt, limitNanos), limitNanos);
    }
    CompletionStage<? extends R> stage;
    try {
      stage =
          Objects.requireNonNull(
              call.on(lease.target(), Attempts.of(lease, attempt.number, plan, attempt.startNanos)),
              "the call returned no stage");
    } catch (Throwable thrown) {
      ended(attempt, AttemptEnd.threw(thrown));
      return;
    }
    attempt.stage = stage;
    long hedgeNanos = plan.hedgeDelayNanos(hedgeDelay, attempt.startNanos);
    if (hedgeNanos != AttemptPlan.NEVER) {
      setTimer(this::hedge, hedgeNanos);
    }
    stage.whenComplete(
        (value, thrown) ->
            turns.take(
                () ->
                    ended(
                        attempt,
                        thrown == null
                            ? AttemptEnd.returned(value, judge)
                            : AttemptEnd.threw(thrown))));
  }

  private void ended(Running attempt, AttemptEnd<R> end) {
    if (!running.remove(attempt)) {
      return;
    }
    attempt.timeout.cancel();
    if (hedgeDelay != null && end.outcome().isSuccess()) {
      hedgeDelay.succeeded(nowNanos() - attempt.startNanos);
    }
    end(attempt, end.outcome());
    follow(plan.ended(end.toEnded(attempt.number), nowNanos()), end);
  }

  private void timedOut(Running attempt, long limitNanos) {
    if (running.contains(attempt)) {
      ended(
          attempt,
          new AttemptEnd<>(
              null,
              new TimeoutException(
                  "no answer from "
                      + attempt.lease.endpoint().id()
                      + " within "
                      + Duration.ofNanos(limitNanos)),
              Outcome.timeout()));
      cancel(attempt);
    }
  }

  private void follow(NextStep step, AttemptEnd<R> end) {
    if (step instanceof Stop) {
      finish(end);
    } else if (step instanceof Retry retry) {
      if (retry.delayNanos() == 0) {
        retry(end);
      } else {
        setTimer(() -> retry(end), retry.delayNanos());
      }
    }
  }

  private void retry(AttemptEnd<R> end) {
    if (result.isDone()) {
      return;
    }
    Lease<? extends T> lease;
    try {
      lease = Attempts.withinBudget(balancer.select(plan.context()), plan);
    } catch (RuntimeException e) {
      if (e instanceof NoEndpointAvailableException none && none.reason() == Reason.ALL_AVOIDED) {
        follow(plan.allTried(nowNanos()), end);
        return;
      }
      lease = null;
    }
    if (lease == null) {
      finish(end);
    } else {
      start(lease);
    }
  }

  private void hedge() {
    if (!plan.mayHedge()) {
      return;
    }
    Lease<? extends T> lease;
    try {
      lease = Attempts.withinBudget(balancer.select(plan.context()), plan);
    } catch (RuntimeException e) {
      // Nobody else can take it; the first attempt goes on.
      return;
    }
    if (lease != null) {
      start(lease);
    }
  }

  private void finish(AttemptEnd<R> end) {
    abandon();
    end.complete(result);
  }

  private void abandon() {
    plan.abandon();
    timer.cancel();
    List<Running> losers = List.copyOf(running);
    running.clear();
    for (Running loser : losers) {
      loser.timeout.cancel();
      end(loser, Outcome.ignored());
      cancel(loser);
    }
  }

  private void end(Running attempt, Outcome outcome) {
    attempt.lease.report(outcome);
    attempt.lease.close();
    if (line != null) {
      line.leaseEnded();
    }
  }

  private static <T, R extends @Nullable Object> void cancel(AsyncCall<T, R>.Running attempt) {
    CompletionStage<? extends R> stage = attempt.stage;
    if (stage == null) {
      return;
    }
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (RuntimeException e) {
      // A stage of the user's own that cannot be cancelled; its result is not looked at any more.
      return;
    }
  }

  private void setTimer(Runnable turn, long delayNanos) {
    timer.cancel();
    timer = later(turn, delayNanos);
  }

  private Cancellable later(Runnable turn, long delayNanos) {
    return timeAndChance
        .scheduler()
        .schedule(() -> timeAndChance.scheduler().execute(() -> turns.take(turn)), delayNanos);
  }

  private long nowNanos() {
    return timeAndChance.ticker().nanoTime();
  }
}

package io.lb4j.invoke;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.affinity.Sessions;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.time.Durations;
import io.lb4j.time.TimeAndChance;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call whose attempts are stages that the caller's function returns. */
final class AsyncCall<T, R extends @Nullable Object>
    implements AttemptDriver<AsyncCall.StagedAttempt<T, R>> {

  /** A lease, and what was begun with it. */
  static final class StagedAttempt<T, R extends @Nullable Object> {
    private final Lease<? extends T> lease;
    private final AtomicBoolean released = new AtomicBoolean();
    // Touched in the engine's turns only.
    private @Nullable CompletionStage<? extends R> stage;

    private StagedAttempt(Lease<? extends T> lease) {
      this.lease = lease;
    }
  }

  private final Balancer<? extends T> balancer;
  private final @Nullable WaitingLine<T> line;
  private final AttemptPlan plan;
  private final long startNanos;
  private final Invoker.AttemptCall<
          ? super T, ? extends CompletionStage<? extends R>, ? extends Exception>
      call;
  private final Function<? super R, Outcome> judge;
  private final AttemptEngine<StagedAttempt<T, R>> engine;
  private final CompletableFuture<R> result = new CompletableFuture<>();

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
    this.plan = plan;
    this.startNanos = timeAndChance.ticker().nanoTime();
    this.call = call;
    this.judge = judge;
    this.engine = new AttemptEngine<>(plan, this, hedgeDelay, timeAndChance);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What these actions do cannot fail.
  CompletableFuture<R> begin() {
    Sessions sessions = balancer.sessions();
    if (sessions == null) {
      selectFirst();
    } else {
      sessions
          .resolve(plan.context(), plan.remainingNanos(startNanos))
          .whenComplete((nothing, thrown) -> selectFirst());
    }
    return result;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What these actions do cannot fail.
  private void selectFirst() {
    if (result.isDone()) {
      // The caller has given up while others were asked for the session.
      engine.abandon();
      return;
    }
    CompletableFuture<? extends Lease<? extends T>> lease;
    try {
      lease =
          line == null
              ? CompletableFuture.completedFuture(balancer.select(plan.context()))
              : line.join(plan.context(), plan.remainingNanos(startNanos));
    } catch (RuntimeException e) {
      engine.abandon();
      result.completeExceptionally(e);
      return;
    }
    lease.whenComplete(
        (found, refusal) -> {
          if (found != null) {
            engine.begin(new StagedAttempt<>(found));
          } else {
            engine.abandon();
            result.completeExceptionally(Objects.requireNonNull(refusal));
          }
        });
    result.whenComplete(
        (value, thrown) -> {
          // Maybe by the caller, who gives up: by cancel, or by orTimeout.
          lease.cancel(false);
          engine.abandon();
        });
  }

  @Override
  public StagedAttempt<T, R> select(SelectionContext context) {
    return new StagedAttempt<>(balancer.select(context));
  }

  @Override
  public Endpoint<?> endpoint(StagedAttempt<T, R> attempt) {
    return attempt.lease.endpoint();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // What this action does cannot fail.
  public void begin(StagedAttempt<T, R> attempt, int number, long limitNanos) {
    try {
      CompletionStage<? extends R> stage =
          Objects.requireNonNull(
              call.on(attempt.lease.target(), Attempts.of(attempt.lease, number, limitNanos)),
              "the call returned no stage");
      attempt.stage = stage;
      stage.whenComplete(
          (value, thrown) ->
              ended(
                  attempt,
                  number,
                  thrown == null ? AttemptEnd.returned(value, judge) : AttemptEnd.threw(thrown)));
    } catch (Throwable thrown) {
      // The call's own, or that of a stage which lets nobody wait for it.
      ended(attempt, number, AttemptEnd.threw(thrown));
    }
  }

  /** Tells the engine, unless it has cut the attempt short itself. */
  private void ended(StagedAttempt<T, R> attempt, int number, AttemptEnd<R> end) {
    if (release(attempt, end.outcome())) {
      engine.ended(attempt, end.toEnded(number));
    }
  }

  /** Ends the lease; false if it has ended before. */
  private boolean release(StagedAttempt<T, R> attempt, Outcome outcome) {
    if (!attempt.released.compareAndSet(false, true)) {
      return false;
    }
    attempt.lease.report(outcome);
    attempt.lease.close();
    if (line != null) {
      line.leaseEnded();
    }
    return true;
  }

  @Override
  public void giveBack(StagedAttempt<T, R> attempt) {
    release(attempt, Outcome.ignored());
  }

  @Override
  public void cancel(StagedAttempt<T, R> attempt) {
    release(attempt, Outcome.ignored());
    cancelStage(attempt);
  }

  @Override
  public EndedAttempt timeOut(StagedAttempt<T, R> attempt, int number, long limitNanos) {
    release(attempt, Outcome.timeout());
    cancelStage(attempt);
    TimeoutException thrown =
        new TimeoutException(
            "no answer from "
                + attempt.lease.endpoint().id()
                + " within "
                + Durations.textInMillis(limitNanos));
    return new AttemptEnd<>(null, thrown, Outcome.timeout()).toEnded(number);
  }

  private void cancelStage(StagedAttempt<T, R> attempt) {
    CompletionStage<? extends R> stage = attempt.stage;
    if (stage == null) {
      return;
    }
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (RuntimeException e) {
      // A stage of the user's own that cannot be cancelled; nobody looks at its result any more.
      return;
    }
  }

  @Override
  @SuppressWarnings("unchecked") // It is what the stage has completed with.
  public void finish(StagedAttempt<T, R> attempt, EndedAttempt end) {
    Throwable thrown = end.thrown();
    if (thrown == null) {
      result.complete((R) end.result());
    } else if (thrown instanceof CompletionException && thrown.getCause() != null) {
      result.completeExceptionally(thrown.getCause());
    } else {
      result.completeExceptionally(thrown);
    }
  }

  @Override
  public void discard(StagedAttempt<T, R> attempt, @Nullable Object value) {
    // What a call returns holds nothing that would have to be let go.
  }
}

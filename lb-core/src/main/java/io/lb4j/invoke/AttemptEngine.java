package io.lb4j.invoke;

import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.retry.NextStep;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.retry.NextStep.Stop;
import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.time.TimeAndChance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of one call that complete later, up to two of them at once: does what an
 * {@link AttemptPlan} says, through the {@link AttemptDriver} of a client. For adapters; {@link
 * Invoker#callAsync} is built on it.
 *
 * <p>The ends of attempts, time-outs, hedges and the caller's cancellation come from any thread.
 * Each takes its turn, so the plan, the driver and everything here are touched by one thread at a
 * time, without a lock: whoever comes while another has the turn leaves the task to them. Timers
 * pass their turn to a thread that may block, since clients may.
 *
 * @param <A> an attempt on an endpoint that has been selected for it
 */
public final class AttemptEngine<A> {

  /** An attempt that has not ended. */
  private static final class Running<A> {
    private final A attempt;
    private final int number;
    private final long startNanos;
    private Cancellable timeout = () -> {};

    private Running(A attempt, int number, long startNanos) {
      this.attempt = attempt;
      this.number = number;
      this.startNanos = startNanos;
    }
  }

  /** An attempt that has failed, and its result, which is the caller's if no retry can be made. */
  private record Failed<A>(A attempt, EndedAttempt end) {}

  private final AttemptPlan plan;
  private final AttemptDriver<A> driver;
  private final @Nullable HedgeDelay hedgeDelay;
  private final TimeAndChance timeAndChance;

  private final Turns turns = new Turns();
  // All of these are touched in a turn only.
  private final List<Running<A>> running = new ArrayList<>(2);
  private Cancellable timer = () -> {};
  private @Nullable Failed<A> awaitingRetry;
  private boolean decided;

  // Set in a turn and run after it: who is told of the end may take hours over it.
  private final AtomicReference<@Nullable Runnable> ending = new AtomicReference<>();

  /**
   * Makes an engine for one call.
   *
   * @param plan decides
   * @param driver makes the attempts
   * @param hedgeDelay learns from them, and says when to hedge; null if calls are not hedged
   * @param timeAndChance the balancer's
   */
  public AttemptEngine(
      AttemptPlan plan,
      AttemptDriver<A> driver,
      @Nullable HedgeDelay hedgeDelay,
      TimeAndChance timeAndChance) {
    this.plan = plan;
    this.driver = driver;
    this.hedgeDelay = hedgeDelay;
    this.timeAndChance = timeAndChance;
  }

  /**
   * Begins the call.
   *
   * @param first an attempt that has been selected with the plan's context; given back if the call
   *     was abandoned before
   */
  public void begin(A first) {
    take(
        () -> {
          if (decided) {
            driver.giveBack(first);
          } else {
            start(first);
          }
        });
  }

  /**
   * Tells how an attempt ended. From any thread, also from within {@link AttemptDriver#begin}.
   *
   * @param attempt an attempt that was begun
   * @param end how it ended; its result is discarded if the attempt had been cut short
   */
  public void ended(A attempt, EndedAttempt end) {
    take(
        () -> {
          Running<A> ended = remove(attempt);
          if (ended == null) {
            driver.discard(attempt, end.result());
          } else {
            learn(ended, end);
            follow(attempt, end);
          }
        });
  }

  /** Ends the call without a result, because nobody waits for it: cancels what is running. */
  public void abandon() {
    take(this::cancelAll);
  }

  private void take(Runnable turn) {
    turns.take(turn);
    Runnable told = ending.getAndSet(null);
    if (told != null) {
      told.run();
    }
  }

  private void start(A attempt) {
    long nowNanos = nowNanos();
    Running<A> started = new Running<>(attempt, plan.started(driver.endpoint(attempt)), nowNanos);
    running.add(started);
    long limitNanos = plan.attemptLimitNanos(nowNanos);
    if (limitNanos != AttemptPlan.NEVER) {
      started.timeout = later(() -> timeOut(started, limitNanos), limitNanos);
    }
    long hedgeNanos = plan.hedgeDelayNanos(hedgeDelay, nowNanos);
    if (hedgeNanos == AttemptPlan.NEVER) {
      // One for the attempt before would hedge this one early.
      timer.cancel();
    } else {
      setTimer(this::hedge, hedgeNanos);
    }
    driver.begin(attempt, started.number, limitNanos);
  }

  private @Nullable Running<A> remove(A attempt) {
    for (int i = 0; i < running.size(); i++) {
      if (running.get(i).attempt == attempt) {
        Running<A> removed = running.remove(i);
        removed.timeout.cancel();
        return removed;
      }
    }
    return null;
  }

  private void learn(Running<A> ended, EndedAttempt end) {
    if (hedgeDelay != null && end.outcome().isSuccess()) {
      hedgeDelay.succeeded(nowNanos() - ended.startNanos);
    }
  }

  private void timeOut(Running<A> late, long limitNanos) {
    if (remove(late.attempt) != null) {
      follow(late.attempt, driver.timeOut(late.attempt, late.number, limitNanos));
    }
  }

  private void follow(A attempt, EndedAttempt end) {
    follow(plan.ended(end, nowNanos()), attempt, end);
  }

  private void follow(NextStep step, A attempt, EndedAttempt end) {
    if (step instanceof Stop) {
      finish(attempt, end);
    } else if (!(step instanceof Retry retry)) {
      driver.discard(attempt, end.result());
    } else if (retry.delayNanos() == 0) {
      retry(attempt, end);
    } else {
      discardFailed();
      awaitingRetry = new Failed<>(attempt, end);
      setTimer(this::retry, retry.delayNanos());
    }
  }

  private void retry() {
    Failed<A> failed = awaitingRetry;
    if (failed != null) {
      awaitingRetry = null;
      retry(failed.attempt, failed.end);
    }
  }

  private void retry(A failed, EndedAttempt end) {
    A next;
    try {
      next = driver.select(plan.context());
    } catch (RuntimeException e) {
      if (e instanceof NoEndpointAvailableException none && none.reason() == Reason.ALL_AVOIDED) {
        follow(plan.allTried(nowNanos()), failed, end);
      } else {
        finish(failed, end);
      }
      return;
    }
    if (plan.maySpend()) {
      driver.discard(failed, end.result());
      start(next);
    } else {
      driver.giveBack(next);
      finish(failed, end);
    }
  }

  private void hedge() {
    if (decided || !plan.mayHedge()) {
      return;
    }
    A attempt;
    try {
      attempt = driver.select(plan.context());
    } catch (RuntimeException e) {
      // Nobody else can take it; the first attempt goes on.
      return;
    }
    if (plan.maySpend()) {
      start(attempt);
    } else {
      driver.giveBack(attempt);
    }
  }

  private void finish(A attempt, EndedAttempt end) {
    cancelAll();
    ending.set(() -> driver.finish(attempt, end));
  }

  private void cancelAll() {
    decided = true;
    plan.abandon();
    timer.cancel();
    discardFailed();
    List<Running<A>> losers = List.copyOf(running);
    running.clear();
    for (Running<A> loser : losers) {
      loser.timeout.cancel();
      if (hedgeDelay != null) {
        hedgeDelay.cancelled(nowNanos() - loser.startNanos);
      }
      driver.cancel(loser.attempt);
    }
  }

  private void discardFailed() {
    Failed<A> failed = awaitingRetry;
    if (failed != null) {
      awaitingRetry = null;
      driver.discard(failed.attempt, failed.end.result());
    }
  }

  private void setTimer(Runnable turn, long delayNanos) {
    timer.cancel();
    timer = later(turn, delayNanos);
  }

  private Cancellable later(Runnable turn, long delayNanos) {
    return timeAndChance
        .scheduler()
        .schedule(() -> timeAndChance.scheduler().execute(() -> take(turn)), delayNanos);
  }

  private long nowNanos() {
    return timeAndChance.ticker().nanoTime();
  }
}

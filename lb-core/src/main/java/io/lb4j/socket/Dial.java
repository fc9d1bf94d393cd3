package io.lb4j.socket;

import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.request.Outcome;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.NextStep;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.retry.RetryClass;
import io.lb4j.time.Scheduler;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One line's way to an endpoint that accepts: attempts one after the other, in the caller's thread.
 *
 * <p>An attempt gets at most half of the time that is left, so that a SYN that is dropped leaves
 * time for another endpoint even if the caller is less patient than the policy.
 */
final class Dial<T> {

  private static final long MILLI_NANOS = 1_000_000;

  private final Dialer<T> dialer;
  private final Line line;
  private final AttemptPlan plan;
  private final boolean mayRepeat;
  private final TimeAndChance timeAndChance;

  Dial(
      Dialer<T> dialer,
      Line line,
      AttemptPlan plan,
      boolean mayRepeat,
      TimeAndChance timeAndChance) {
    this.dialer = dialer;
    this.line = line;
    this.plan = plan;
    this.mayRepeat = mayRepeat;
    this.timeAndChance = timeAndChance;
  }

  Lease<?> run() throws IOException {
    Lease<? extends T> lease = selectFirst();
    IOException before = null;
    while (true) {
      int number = plan.started(lease.endpoint());
      IOException failure = attempt(lease);
      Outcome outcome = failure == null ? Outcome.success() : judge(failure);
      lease.report(outcome);
      NextStep step = plan.ended(ended(number, outcome, failure), nowNanos());
      if (failure == null) {
        return lease;
      }
      lease.close();
      IOException told = describe(failure, outcome, lease);
      if (before != null) {
        told.addSuppressed(before);
      }
      before = told;
      Lease<? extends T> next = follow(step);
      if (next == null) {
        throw told;
      }
      lease = next;
    }
  }

  /** Returns what went wrong, or null if the line is connected. */
  private @Nullable IOException attempt(Lease<? extends T> lease) {
    boolean ended = false;
    try {
      line.connect(dialer.locate(lease), limitMillis());
      ended = true;
      return null;
    } catch (IOException e) {
      ended = true;
      return e;
    } finally {
      if (!ended) {
        giveBack(lease);
        plan.abandon();
      }
    }
  }

  private int limitMillis() {
    long nowNanos = nowNanos();
    long leftNanos = plan.remainingNanos(nowNanos);
    long limitNanos = plan.attemptLimitNanos(nowNanos);
    if (mayRepeat && leftNanos != AttemptPlan.NEVER) {
      limitNanos = Math.min(limitNanos, leftNanos / 2);
    }
    return limitNanos == AttemptPlan.NEVER
        ? 0
        : (int) Math.max(1, Math.min(Integer.MAX_VALUE, limitNanos / MILLI_NANOS));
  }

  /**
   * Whatever ends an attempt to connect is a connect failure, unless it happened here: the line was
   * closed, its thread interrupted, or this host has no port left.
   */
  private Outcome judge(IOException failure) {
    boolean proven = Outcome.ofException(failure).kind() == Outcome.Kind.CONNECT_FAILURE;
    boolean cutShort = Thread.currentThread().isInterrupted() && !proven;
    return line.hungUp().isDone() || cutShort || failure instanceof BindException
        ? Outcome.ignored()
        : Outcome.connectFailure();
  }

  private EndedAttempt ended(int number, Outcome outcome, @Nullable IOException failure) {
    // Ports are scarce per destination, so one that none is left for may be followed by another.
    boolean unsent = failure instanceof BindException && !line.hungUp().isDone();
    RetryClass evidence = unsent ? RetryClass.UNSENT : RetryClass.of(outcome);
    return new EndedAttempt(number, outcome, evidence, null, failure);
  }

  /** The JDK does not say where a connection was refused; keeps the types that drivers look for. */
  private static IOException describe(IOException failure, Outcome outcome, Lease<?> lease) {
    if (outcome.kind() == Outcome.Kind.IGNORED) {
      return failure;
    }
    String message = "endpoint " + lease.endpoint().id() + ": " + failure.getMessage();
    IOException told =
        failure instanceof SocketTimeoutException
            ? new SocketTimeoutException(message)
            : new ConnectException(message);
    told.initCause(failure);
    return told;
  }

  private Lease<? extends T> selectFirst() throws ConnectException {
    try {
      return dialer.balancer().select(plan.context());
    } catch (NoEndpointAvailableException e) {
      plan.abandon();
      ConnectException refusal = new ConnectException(e.getMessage());
      refusal.initCause(e);
      throw refusal;
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
      Lease<? extends T> lease;
      try {
        lease = dialer.balancer().select(plan.context());
      } catch (NoEndpointAvailableException e) {
        if (e.reason() != Reason.ALL_AVOIDED) {
          plan.abandon();
          return null;
        }
        step = plan.allTried(nowNanos());
        continue;
      }
      if (plan.maySpend()) {
        return lease;
      }
      giveBack(lease);
      return null;
    }
    return null;
  }

  /** Waits for a retry's turn; false if the thread is interrupted or the line was hung up. */
  private boolean pause(long delayNanos) {
    if (Thread.currentThread().isInterrupted() || line.hungUp().isDone()) {
      return false;
    }
    if (delayNanos == 0) {
      return true;
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    Scheduler.Cancellable timer =
        timeAndChance.scheduler().schedule(() -> over.complete(null), delayNanos);
    try {
      CompletableFuture.anyOf(over, line.hungUp()).get();
      return !line.hungUp().isDone();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      timer.cancel();
    }
  }

  private static void giveBack(Lease<?> lease) {
    lease.report(Outcome.ignored());
    lease.close();
  }

  private long nowNanos() {
    return timeAndChance.ticker().nanoTime();
  }
}

package io.lb4j.okhttp;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.NextStep;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.time.Durations;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.net.SocketTimeoutException;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call, one after the other in the thread that runs it. The first runs in the
 * caller's own chain, unless its time is limited and its body can be had again; further ones in
 * calls of their own.
 */
final class SequentialExchange {

  private final Exchange exchange;
  private final AttemptPlan plan;
  private final Interceptor.Chain chain;
  private final Call call;
  private final TimeAndChance timeAndChance;
  private @Nullable Relay relay;

  SequentialExchange(Exchange exchange, Interceptor.Chain chain) {
    this.exchange = exchange;
    this.plan = exchange.plan();
    this.chain = chain;
    this.call = chain.call();
    this.timeAndChance = exchange.service().timeAndChance();
  }

  Response run() throws IOException {
    if (!Pause.until(call, exchange.resolved())) {
      throw new IOException("Canceled");
    }
    Attempt attempt = exchange.pick();
    while (true) {
      LeaseGuard.hold(call, attempt);
      int number = plan.started(attempt.endpoint());
      exchange.announce(attempt, number);
      @Nullable Response response = null;
      @Nullable IOException failure = null;
      try {
        response = run(attempt, number);
      } catch (IOException e) {
        failure = e;
      }
      EndedAttempt end = attempt.end(number, response, failure);
      Attempt next = follow(plan.ended(end, nowNanos()));
      if (next == null) {
        if (response != null) {
          return response;
        }
        throw failure;
      }
      if (response != null) {
        response.close();
      }
      attempt = next;
    }
  }

  private Response run(Attempt attempt, int number) throws IOException {
    long limitNanos = plan.attemptLimitNanos(nowNanos());
    if (number == 1 && (limitNanos == AttemptPlan.NEVER || AttemptRules.mayBeConsumed(chain))) {
      return attempt.run(chain);
    }
    OwnCall own = exchange.ownCall(attempt);
    if (relay == null) {
      relay = Relay.of(call);
    }
    relay.follow(call, own);
    Cancellable timer = limitNanos == AttemptPlan.NEVER ? () -> {} : cutShort(own, limitNanos);
    boolean ran = false;
    try {
      Response response = own.call().execute();
      ran = attempt.hasRun();
      return response;
    } catch (IOException e) {
      throw attempt.wasCutShort() ? tooLate(attempt, limitNanos, e) : e;
    } finally {
      timer.cancel();
      if (!ran) {
        // An interceptor of the caller's threw, or answered by itself.
        attempt.abandon();
      }
    }
  }

  /** Cancelling calls listeners of the user's, so it is no work for the timer's thread. */
  private Cancellable cutShort(OwnCall own, long limitNanos) {
    Scheduler scheduler = timeAndChance.scheduler();
    return scheduler.schedule(
        () -> scheduler.execute(() -> own.attempt().cutShort(own.call())), limitNanos);
  }

  static SocketTimeoutException tooLate(
      Attempt attempt, long limitNanos, @Nullable IOException cause) {
    SocketTimeoutException late =
        new SocketTimeoutException(
            "no answer from "
                + attempt.endpoint().id()
                + " within "
                + Durations.textInMillis(limitNanos));
    late.initCause(cause);
    return late;
  }

  /** Waits and picks for a further attempt; null if there is to be none. */
  private @Nullable Attempt follow(NextStep first) {
    NextStep step = first;
    while (step instanceof Retry retry) {
      if (!Pause.of(call, timeAndChance.scheduler(), retry.delayNanos())) {
        break;
      }
      try {
        Attempt attempt = exchange.pick();
        if (plan.maySpend()) {
          return attempt;
        }
        attempt.abandon();
        break;
      } catch (IOException e) {
        if (!(e instanceof NoEndpointException none) || none.reason() != Reason.ALL_AVOIDED) {
          break;
        }
        step = plan.allTried(nowNanos());
      }
    }
    plan.abandon();
    return null;
  }

  private long nowNanos() {
    return timeAndChance.ticker().nanoTime();
  }
}

package io.lb4j.okhttp;

import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.Request;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** One call through a balancer: its plan, and what all its attempts share. */
final class Exchange {

  private final Pool pool;
  private final Call call;
  private final AttemptPlan plan;
  private final @Nullable HedgeDelay hedgeDelay;
  private final long startNanos = System.nanoTime();
  private final String requestId;
  private final @Nullable CallTrace trace;

  private Exchange(Pool pool, Call call, Request request, CookieJar jar) {
    Service service = pool.service();
    TimeAndChance timeAndChance = service.timeAndChance();
    boolean idempotent = AttemptRules.isIdempotent(request);
    this.pool = pool;
    this.call = call;
    this.plan =
        new AttemptPlan(
            service.attempts(),
            service.retryBudget(),
            timeAndChance.random(),
            service.sessionKeys().contextOf(request, jar),
            idempotent,
            timeAndChance.ticker().nanoTime());
    this.hedgeDelay = idempotent && mayRunBesideItself(request) ? service.hedgeDelay() : null;
    this.requestId = service.newRequestId();
    this.trace = service.trace(request);
    Timeout timeout = call.timeout();
    if (timeout.timeoutNanos() > 0) {
      plan.callerGivesUpAfter(timeout.timeoutNanos());
    }
  }

  /**
   * Begins a call.
   *
   * @param pool where it goes
   * @param call the caller's
   * @param request as it has come through the interceptors before ours
   * @param jar the client's
   */
  static Exchange of(Pool pool, Call call, Request request, CookieJar jar) {
    return new Exchange(pool, call, request, jar);
  }

  Service service() {
    return pool.service();
  }

  AttemptPlan plan() {
    return plan;
  }

  /** Has others asked for the session of the call, if it is not known here; then one may pick. */
  CompletableFuture<?> resolved() {
    Service service = service();
    long nowNanos = service.timeAndChance().ticker().nanoTime();
    return service.sessionKeys().resolve(plan.context(), plan.remainingNanos(nowNanos));
  }

  /**
   * Picks an endpoint by the plan.
   *
   * @throws NoEndpointException if there is none
   */
  Attempt pick() throws IOException {
    SelectionContext context = plan.context();
    Attempt attempt = service().pick(context, pool.variant());
    if (trace != null) {
      attempt.tracedBy(trace.attempt(attempt.endpoint().id(), context.attempt(), plan.attempts()));
    }
    return attempt;
  }

  /** Lets the request tell its endpoint which attempt it is. */
  void announce(Attempt attempt, int number) {
    attempt.announce(service().headers(number, requestId));
    if (number == 1 && pool.shadow() != null) {
      attempt.shadowedBy(pool.shadow());
    }
  }

  /** Sets an attempt into a call of its own. */
  OwnCall ownCall(Attempt attempt) {
    try {
      return OwnCall.of(attempt, call, startNanos);
    } catch (Throwable e) {
      // The user's factory of event listeners threw.
      attempt.abandon();
      throw e;
    }
  }

  /** Learns when to hedge the call; null if it is not to be. */
  @Nullable HedgeDelay hedgeDelay() {
    return hedgeDelay;
  }

  private boolean mayRunBesideItself(Request request) {
    return AttemptRules.isRepeatable(request.body())
        && AttemptRules.isRepeatable(call.request().body())
        && request.header("Upgrade") == null;
  }
}

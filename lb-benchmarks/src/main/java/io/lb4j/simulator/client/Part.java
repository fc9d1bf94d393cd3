package io.lb4j.simulator.client;

import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.NextStep;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.retry.NextStep.Stop;
import io.lb4j.retry.NextStep.StopReason;
import io.lb4j.retry.RetryClass;
import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a call with all its attempts, of which a hedge lets two run at once. What follows
 * an attempt is the library's plan; this does what it says, as an adapter of a client would. The
 * event is the next retry, or the hedge.
 */
final class Part extends Event {

  private final Traffic traffic;
  private final List<Attempt> running = new ArrayList<>(2);
  private final Timeouts.Entry deadline = new Timeouts.Entry(this::deadlinePassed);

  // What one use sets.
  private @Nullable Call call;
  private @Nullable Client client;
  private @Nullable AttemptPlan plan;
  private boolean hedgeIsNext;

  /** The next one that waits to be used. */
  @Nullable Part nextFree;

  Part(Traffic traffic) {
    this.traffic = traffic;
  }

  void start(Call call, Client client, SelectionContext request) {
    AttemptPlan begun = client.plan(request);
    this.call = call;
    this.client = client;
    this.plan = begun;
    traffic.deadlines.add(deadline);
    try {
      attempt(client, begun, client.balancer().select(begun.context()));
    } catch (NoEndpointAvailableException none) {
      traffic.observer.noEndpoint();
      end(begun, false);
    }
  }

  private void attempt(Client caller, AttemptPlan plan, Lease<Server> lease) {
    int number = plan.started(lease.endpoint());
    long hedgeNanos = plan.hedgeDelayNanos(caller.hedgeDelay(), now());
    if (hedgeNanos != AttemptPlan.NEVER) {
      expect(true, hedgeNanos);
    }
    Attempt attempt = traffic.takeAttempt();
    running.add(attempt);
    // Nothing may follow, since it may end at once.
    attempt.send(this, number, lease, caller.isAwayFrom(lease.endpoint()));
  }

  void attemptEnded(Attempt attempt, int number, Outcome outcome, long latencyNanos) {
    Client caller = client;
    AttemptPlan current = plan;
    if (caller == null || current == null) {
      return;
    }
    caller.attemptEnded(outcome, latencyNanos);
    if (!running.remove(attempt)) {
      // The call went on without it.
      return;
    }
    EndedAttempt ended = new EndedAttempt(number, outcome, RetryClass.of(outcome), outcome, null);
    follow(current, current.ended(ended, now()), outcome.isSuccess());
  }

  private void follow(AttemptPlan plan, NextStep step, boolean success) {
    if (step instanceof Stop stop) {
      if (stop.reason() == StopReason.BUDGET) {
        traffic.observer.retryRefused();
      } else if (stop.reason() == StopReason.NO_ENDPOINT) {
        traffic.observer.noEndpoint();
      }
      end(plan, success);
    } else if (step instanceof Retry retry) {
      expect(false, retry.delayNanos());
    }
  }

  @Override
  protected void happen() {
    Client caller = client;
    AttemptPlan current = plan;
    if (caller == null || current == null) {
      return;
    }
    if (hedgeIsNext) {
      hedge(caller, current);
    } else {
      retry(caller, current);
    }
  }

  private void retry(Client caller, AttemptPlan plan) {
    Lease<Server> lease;
    try {
      lease = caller.balancer().select(plan.context());
    } catch (NoEndpointAvailableException none) {
      if (none.reason() == Reason.ALL_AVOIDED) {
        follow(plan, plan.allTried(now()), false);
      } else {
        traffic.observer.noEndpoint();
        end(plan, false);
      }
      return;
    }
    if (plan.maySpend()) {
      attempt(caller, plan, lease);
    } else {
      giveBack(lease);
      traffic.observer.retryRefused();
      end(plan, false);
    }
  }

  private void hedge(Client caller, AttemptPlan plan) {
    if (!plan.mayHedge()) {
      return;
    }
    Lease<Server> lease;
    try {
      lease = caller.balancer().select(plan.context());
    } catch (NoEndpointAvailableException none) {
      // Nobody else can take it; the first attempt goes on.
      return;
    }
    if (plan.maySpend()) {
      attempt(caller, plan, lease);
    } else {
      giveBack(lease);
    }
  }

  private static void giveBack(Lease<Server> unused) {
    unused.report(Outcome.ignored());
    unused.close();
  }

  private void deadlinePassed() {
    List.copyOf(running).forEach(Attempt::timeOut);
  }

  private void end(AttemptPlan plan, boolean success) {
    plan.abandon();
    traffic.time.cancel(this);
    traffic.deadlines.remove(deadline);
    List<Attempt> losers = running.isEmpty() ? List.of() : List.copyOf(running);
    running.clear();
    losers.forEach(Attempt::abandon);
    Call whole = call;
    call = null;
    client = null;
    this.plan = null;
    traffic.giveBack(this);
    if (whole != null) {
      whole.partEnded(plan.attempts(), success);
    }
  }

  private void expect(boolean hedge, long delayNanos) {
    hedgeIsNext = hedge;
    traffic.time.scheduleIn(this, delayNanos);
  }

  private long now() {
    return traffic.time.nanoTime();
  }
}

package io.lb4j.simulator.client;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What a user of a client waits for: an attempt, and after failures further ones elsewhere, as far
 * as the balancer's budget goes. The event is the next attempt.
 */
final class Call extends Event {

  /** Doubling further would not fit into a long; the cap has been reached long before. */
  private static final int MAX_DOUBLINGS = 30;

  private final Traffic traffic;

  // What one use sets.
  private @Nullable Client client;
  private SelectionContext context = SelectionContext.none();
  private long startedAtNanos;
  private int attempts;

  /** The next one that waits to be used. */
  @Nullable Call nextFree;

  Call(Traffic traffic) {
    this.traffic = traffic;
  }

  void start(Client client, SelectionContext context) {
    this.client = client;
    this.context = context;
    this.startedAtNanos = traffic.time.nanoTime();
    this.attempts = 0;
    if (traffic.rules.maxAttempts() > 1) {
      client.balancer().retryBudget().recordRequest();
    }
    happen();
  }

  @Override
  protected void happen() {
    Client caller = client;
    if (caller == null) {
      return;
    }
    Lease<Server> lease = select(caller.balancer());
    if (lease == null) {
      traffic.observer.noEndpoint();
      end(caller, false);
    } else {
      attempts++;
      traffic.takeAttempt().send(this, lease);
    }
  }

  private @Nullable Lease<Server> select(Balancer<Server> balancer) {
    try {
      return balancer.select(context);
    } catch (NoEndpointAvailableException none) {
      if (none.reason() != NoEndpointAvailableException.Reason.ALL_AVOIDED) {
        return null;
      }
    }
    // All have been tried already: again is better than not at all.
    context = context.avoidingNone();
    try {
      return balancer.select(context);
    } catch (NoEndpointAvailableException none) {
      return null;
    }
  }

  void attemptEnded(Endpoint<Server> endpoint, Outcome outcome) {
    Client caller = client;
    if (caller == null) {
      return;
    }
    if (outcome.isSuccess()) {
      end(caller, true);
      return;
    }
    if (attempts < traffic.rules.maxAttempts()) {
      context = context.avoiding(endpoint);
    }
    failed(caller);
  }

  private void failed(Client caller) {
    if (attempts >= traffic.rules.maxAttempts()) {
      end(caller, false);
    } else if (caller.balancer().retryBudget().tryRetry()) {
      traffic.time.scheduleIn(this, backoffNanos());
    } else {
      traffic.observer.retryRefused();
      end(caller, false);
    }
  }

  /** Full jitter: anything up to a bound that doubles. */
  private long backoffNanos() {
    CallRules rules = traffic.rules;
    double bound =
        Math.min(
            (double) rules.maxBackoffNanos(),
            Math.scalb((double) rules.backoffNanos(), Math.min(attempts - 1, MAX_DOUBLINGS)));
    return bound == 0 ? 0 : (long) (bound * traffic.backoffRandom.nextDouble());
  }

  private void end(Client caller, boolean success) {
    long latencyNanos = traffic.time.nanoTime() - startedAtNanos;
    client = null;
    traffic.giveBack(this);
    traffic.observer.callEnded(
        latencyNanos, attempts, success && latencyNanos <= traffic.rules.successWithinNanos());
    caller.callEnded();
  }
}

package io.lb4j.simulator.client;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.retry.Hedging;
import io.lb4j.simulator.client.Arrivals.ArrivalTimes;
import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.RandomStream;
import io.lb4j.simulator.server.Server;
import org.jspecify.annotations.Nullable;

/** A process that makes calls through a balancer of its own. The event is its next call. */
public final class Client extends Event {

  private final Traffic traffic;
  private final Balancer<Server> balancer;
  private final Keys keys;
  private final RandomStream random;
  private final ArrivalTimes arrivals;
  private final boolean closedLoop;
  private final int users;
  private final @Nullable HedgeDelay hedgeDelay;
  private final String zone;
  private boolean stopped;

  /**
   * Makes a client that does nothing until it is started.
   *
   * @param traffic what it shares with the others
   * @param balancer its own
   * @param population all clients
   * @param keys what requests are about
   * @param number which client this is, from 0
   * @param random its own
   */
  public Client(
      Traffic traffic,
      Balancer<Server> balancer,
      Population population,
      Keys keys,
      int number,
      RandomStream random) {
    this.traffic = traffic;
    this.balancer = balancer;
    this.keys = keys;
    this.random = random;
    Arrivals arrivals = population.arrivals();
    int clients = population.count();
    this.zone = population.zoneOf(number);
    this.arrivals = arrivals.at(number, clients, random);
    this.closedLoop = arrivals instanceof Arrivals.ClosedLoop;
    this.users = arrivals instanceof Arrivals.ClosedLoop loop ? loop.usersAt(number, clients) : 0;
    Hedging hedging = traffic.rules.attempts().hedging();
    this.hedgeDelay = hedging == null ? null : new HedgeDelay(hedging);
  }

  /**
   * Returns its balancer.
   *
   * @return live
   */
  public Balancer<Server> balancer() {
    return balancer;
  }

  /** Begins to make calls. */
  public void start() {
    for (int i = 0; i < users; i++) {
      expectUser();
    }
    if (!closedLoop) {
      expectNext();
    }
  }

  /** Makes no further calls; those that are open go on. */
  public void stop() {
    stopped = true;
    traffic.time.cancel(this);
  }

  @Override
  protected void happen() {
    expectNext();
    call();
  }

  private void call() {
    if (!stopped) {
      traffic.takeCall().start(this, keys, random);
    }
  }

  /** Whether a server is in another zone. */
  boolean isAwayFrom(Endpoint<?> endpoint) {
    return !zone.isEmpty() && !zone.equals(endpoint.zone());
  }

  AttemptPlan plan(SelectionContext request) {
    return new AttemptPlan(
        traffic.rules.attempts(),
        balancer.retryBudget(),
        traffic.backoffRandom,
        request,
        true,
        traffic.time.nanoTime());
  }

  @Nullable HedgeDelay hedgeDelay() {
    return hedgeDelay;
  }

  void attemptEnded(Outcome outcome, long latencyNanos) {
    if (hedgeDelay == null) {
      return;
    }
    if (outcome.isSuccess()) {
      hedgeDelay.succeeded(latencyNanos);
    } else if (outcome.kind() == Outcome.Kind.IGNORED) {
      hedgeDelay.cancelled(latencyNanos);
    }
  }

  void callEnded() {
    if (closedLoop) {
      expectUser();
    }
  }

  private void expectNext() {
    long next = arrivals.after(traffic.time.nanoTime());
    if (next != ArrivalTimes.NONE) {
      traffic.time.schedule(this, next);
    }
  }

  /** Each user is an event of its own, since they wait at the same time. */
  private void expectUser() {
    if (!stopped) {
      traffic.time.schedule(
          (Runnable) this::call, arrivals.after(traffic.time.nanoTime()) - traffic.time.nanoTime());
    }
  }
}

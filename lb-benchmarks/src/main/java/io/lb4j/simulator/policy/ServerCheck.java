package io.lb4j.simulator.policy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthProbe;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Server;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Checks simulated servers' health. A check takes the network's time and no work. */
public final class ServerCheck implements HealthProbe<Server> {

  private final RoundTrip trip;

  /**
   * Makes a probe for the balancers of a run.
   *
   * @param time the run's
   * @param network how long a message travels one way, in nanoseconds; null for no time at all
   * @param random what travelling times are drawn from
   */
  public ServerCheck(VirtualTime time, @Nullable Distribution network, RandomGenerator random) {
    this.trip = new RoundTrip(time, network, random);
  }

  @Override
  public CompletionStage<CheckResult> check(Endpoint<? extends Server> endpoint) {
    return trip.make(endpoint, Server::check);
  }
}

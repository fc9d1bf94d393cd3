package io.lb4j.examples.demo;

import io.lb4j.Balancer;
import io.lb4j.BalancerListener;
import io.lb4j.LeaseTraces;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckTiming;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.SlowStart;
import io.lb4j.health.TcpProbe;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** One of the two policies: its balancer, the calls that go through it, and what they measured. */
final class Side implements AutoCloseable {

  /** Shorter than the defaults, 30 to 300 s, so that a return can be watched. */
  private static final Duration FIRST_EJECTION = Duration.ofSeconds(5);

  private static final Duration LONGEST_EJECTION = Duration.ofSeconds(20);
  private static final Duration SLOW_START = Duration.ofSeconds(5);
  private static final Duration JUDGING_INTERVAL = Duration.ofSeconds(3);

  /**
   * Policies that avoid who fails may take long to see as many failures as prove a death. Those who
   * hang or answer with 500 take connections, so these are left to passive detection.
   */
  private static final HealthChecks<URI> CHECKS =
      HealthChecks.of(TcpProbe.toUris())
          .withTiming(
              CheckTiming.every(Duration.ofMillis(400))
                  .withTimeout(Duration.ofMillis(150))
                  .withIdleInterval(Duration.ofMillis(400))
                  .withMaxInterval(Duration.ofSeconds(1)));

  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

  /** At 200 calls/s these are the last ten seconds. */
  private static final LeaseTraces TRACES = LeaseTraces.oneIn(5).keep(400);

  private final SideName name;
  private final PolicyChoice choice;
  private final Balancer<URI> balancer;
  private final Figures figures = new Figures();
  private final Calls calls;

  /**
   * Makes a side that has learned nothing yet.
   *
   * @param servers the members, the drained ones too
   */
  Side(SideName name, PolicyChoice choice, Collection<Twins> servers, BalancerListener listener) {
    this.name = name;
    this.choice = choice;
    this.balancer =
        Balancer.<URI>builder(name.balancer())
            .endpoints(endpoints(servers))
            .policy(choice.policy())
            .ejection(
                EjectionPolicy.defaults()
                    .withDurations(FIRST_EJECTION, LONGEST_EJECTION)
                    .withInterval(JUDGING_INTERVAL))
            .slowStart(SlowStart.defaults().withWindow(SLOW_START))
            .healthChecks(CHECKS)
            .traces(TRACES)
            .listener(listener)
            .build();
    servers.stream().filter(Twins::drained).forEach(twins -> drain(twins.id()));
    this.calls = new Calls(balancer, figures);
  }

  SideName name() {
    return name;
  }

  PolicyChoice choice() {
    return choice;
  }

  Balancer<URI> balancer() {
    return balancer;
  }

  Figures figures() {
    return figures;
  }

  Calls calls() {
    return calls;
  }

  void update(Collection<Twins> servers) {
    balancer.update(endpoints(servers));
  }

  void drain(String server) {
    // Nobody waits for the end: the server goes on, so that it can be taken back.
    balancer.drain(server, DRAIN_LIMIT, "drained on the page").thenAccept(result -> {});
  }

  void enable(String server) {
    balancer.enable(server);
  }

  private List<Endpoint<URI>> endpoints(Collection<Twins> servers) {
    return servers.stream().map(twins -> Endpoint.of(twins.id(), twins.of(name).uri())).toList();
  }

  @Override
  public void close() {
    balancer.close();
    calls.close();
  }
}

package io.lb4j.examples;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.HealthState;
import io.lb4j.okhttp.HttpHealthProbe;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.LastCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import okhttp3.OkHttpClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Active checks: what is down is found without a single call. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    header = "A server dies, is found by HTTP checks, and comes back.",
    description = "%nNobody calls the servers but the balancer, which asks each for /health.%n")
final class Health implements Callable<Integer> {

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    HealthProbe<URI> probe =
        HttpHealthProbe.builder(new OkHttpClient(), "orders").path("/health").build();
    try (Fleet fleet = Fleet.start(3, Duration.ofMillis(1));
        Balancer<URI> orders =
            Balancer.<URI>builder("orders")
                .endpoints(fleet.first(3).stream().map(FakeServer::uri).map(Endpoint::of).toList())
                .healthChecks(HealthChecks.every(INTERVAL, probe))
                .build()) {
      FakeServer server = fleet.get(1);
      String id = server.uri().getAuthority();

      server.kill();
      out.println("killed:  " + await(HealthState.UNHEALTHY, orders, id));
      server.start();
      out.println("started: " + await(HealthState.HEALTHY, orders, id));
    }
    out.flush();
    return 0;
  }

  private static String await(HealthState state, Balancer<URI> orders, String id)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    EndpointSnapshot endpoint = orders.snapshot().endpoint(id).orElseThrow();
    while (endpoint.state() != state) {
      if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
        throw new IllegalStateException(id + " is not " + state + " but " + endpoint.state());
      }
      Thread.sleep(10);
      endpoint = orders.snapshot().endpoint(id).orElseThrow();
    }
    LastCheck last = Objects.requireNonNull(endpoint.lastCheck());
    return state == HealthState.UNHEALTHY
        ? "%s is %s after %d failed checks: %s"
            .formatted(id, state, last.failuresInARow(), last.result().reason())
        : "%s is %s, its checks pass".formatted(id, state);
  }
}

package io.lb4j.simulator.policy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import io.lb4j.select.LoadProbe;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks simulated servers for their load. The answer takes the network's time and no work; it shows
 * the load at the moment when the probe was there.
 */
final class ServerProbe implements LoadProbe {

  private final PolicyWorld world;

  ServerProbe(PolicyWorld world) {
    this.world = world;
  }

  @Override
  public CompletionStage<LoadReport> probe(Endpoint<?> endpoint) {
    if (!(endpoint.target() instanceof Server server)) {
      throw new IllegalArgumentException(endpoint + " is no simulated server");
    }
    if (world.network() == null) {
      return CompletableFuture.completedFuture(server.loadReport());
    }
    CompletableFuture<LoadReport> answer = new CompletableFuture<>();
    Distribution network = world.network();
    world
        .time()
        .schedule(
            () -> {
              LoadReport report = server.loadReport();
              world.time().schedule(() -> answer.complete(report), sample(network));
            },
            sample(network));
    return answer;
  }

  private long sample(Distribution network) {
    return (long) network.sample(world.networkRandom());
  }
}

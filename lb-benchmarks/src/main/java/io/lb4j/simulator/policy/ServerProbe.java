package io.lb4j.simulator.policy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import io.lb4j.select.LoadProbe;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
    Distribution network = world.network();
    if (network == null) {
      return server.probe();
    }
    CompletableFuture<LoadReport> answer = new CompletableFuture<>();
    world.time().schedule(() -> askAt(server, network, answer), sample(network));
    return answer;
  }

  private void askAt(Server server, Distribution network, CompletableFuture<LoadReport> answer) {
    server
        .probe()
        .whenComplete(
            (report, failure) ->
                world.time().schedule(() -> settle(answer, report, failure), sample(network)));
  }

  private static void settle(
      CompletableFuture<LoadReport> answer,
      @Nullable LoadReport report,
      @Nullable Throwable failure) {
    if (failure == null) {
      answer.complete(report);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  private long sample(Distribution network) {
    return (long) network.sample(world.networkRandom());
  }
}

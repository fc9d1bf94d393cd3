package io.lb4j.simulator.policy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import io.lb4j.select.LoadProbe;
import io.lb4j.simulator.server.Server;
import java.util.concurrent.CompletionStage;

/**
 * Asks simulated servers for their load. The answer takes the network's time and no work; it shows
 * the load at the moment when the probe was there.
 */
final class ServerProbe implements LoadProbe {

  private final RoundTrip trip;

  ServerProbe(PolicyWorld world) {
    this.trip = new RoundTrip(world.time(), world.network(), world.networkRandom());
  }

  @Override
  public CompletionStage<LoadReport> probe(Endpoint<?> endpoint) {
    return trip.make(endpoint, Server::probe);
  }
}

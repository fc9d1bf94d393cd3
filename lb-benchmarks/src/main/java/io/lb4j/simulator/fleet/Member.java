package io.lb4j.simulator.fleet;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.simulator.server.Server;

/**
 * A server and what clients are told of it.
 *
 * @param server the server
 * @param endpoint its entry in discovery
 * @param group what it was made as
 */
record Member(Server server, Endpoint<Server> endpoint, ServerGroup group) {

  String zone() {
    String zone = endpoint.zone();
    return zone == null ? "" : zone;
  }
}

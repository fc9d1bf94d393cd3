package io.lb4j.benchmarks.peer;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.endpoint.InteractionMetrics;
import io.vertx.core.net.endpoint.LoadBalancer;
import io.vertx.core.net.endpoint.ServerEndpoint;
import io.vertx.core.net.endpoint.ServerInteraction;
import io.vertx.core.net.endpoint.ServerSelector;
import java.util.List;

/** A server selector of Vert.x, with the four notes that its HTTP client takes of each request. */
final class VertxPeer implements Peer {

  private final List<Server> servers;
  private final ServerSelector selector;
  private final boolean keyed;
  private final String[] keys = Keys.requests(Long::toHexString, String[]::new);

  VertxPeer(LoadBalancer balancer, boolean keyed, int n) {
    this.keyed = keyed;
    servers =
        Hosts.list(
            n,
            i ->
                new Server(
                    SocketAddress.inetSocketAddress(Hosts.PORT, Hosts.name(i)),
                    balancer.newMetrics()));
    selector = balancer.selector(servers);
  }

  @Override
  public Object pick(int request) {
    int index = keyed ? selector.select(Keys.at(keys, request)) : selector.select();
    ServerInteraction interaction = servers.get(index).newInteraction();
    interaction.reportRequestBegin();
    interaction.reportRequestEnd();
    return interaction;
  }

  @Override
  public void done(Object picked) {
    ServerInteraction interaction = (ServerInteraction) picked;
    interaction.reportResponseBegin();
    interaction.reportResponseEnd();
  }

  private record Server(SocketAddress address, InteractionMetrics<?> metrics)
      implements ServerEndpoint {

    @Override
    public String key() {
      return address.toString();
    }

    @Override
    public String protocolId() {
      return "http";
    }

    @Override
    public ServerInteraction newInteraction() {
      return begin(metrics);
    }

    private static <M> ServerInteraction begin(InteractionMetrics<M> metrics) {
      return new Interaction<>(metrics, metrics.initiateRequest());
    }

    @Override
    public Object unwrap() {
      return address;
    }
  }

  private record Interaction<M>(InteractionMetrics<M> metrics, M request)
      implements ServerInteraction {

    @Override
    public void reportFailure(Throwable failure) {
      metrics.reportFailure(request, failure);
    }

    @Override
    public void reportRequestBegin() {
      metrics.reportRequestBegin(request);
    }

    @Override
    public void reportRequestEnd() {
      metrics.reportRequestEnd(request);
    }

    @Override
    public void reportResponseBegin() {
      metrics.reportResponseBegin(request);
    }

    @Override
    public void reportResponseEnd() {
      metrics.reportResponseEnd(request);
    }
  }
}

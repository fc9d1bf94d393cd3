package io.lb4j.benchmarks.peer;

import com.netflix.loadbalancer.BaseLoadBalancer;
import com.netflix.loadbalancer.IRule;
import com.netflix.loadbalancer.Server;
import java.util.Objects;

/** Ribbon's load balancer with no pings, so that every server counts as alive. */
final class RibbonPeer implements Peer {

  private final BaseLoadBalancer balancer;

  RibbonPeer(IRule rule, int n) {
    balancer = new BaseLoadBalancer("peers", rule, null);
    balancer.setServersList(Hosts.list(n, i -> new Server(Hosts.name(i), Hosts.PORT)));
  }

  @Override
  public Object pick(int request) {
    return Objects.requireNonNull(balancer.chooseServer(null));
  }

  @Override
  public void close() {
    balancer.shutdown();
  }
}

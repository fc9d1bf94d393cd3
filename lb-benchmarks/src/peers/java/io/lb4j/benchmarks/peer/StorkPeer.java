package io.lb4j.benchmarks.peer;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import java.util.List;

/** A load balancer of SmallRye Stork, called as its service calls it, with the record of a call. */
final class StorkPeer implements Peer {

  private final LoadBalancer balancer;
  private final List<ServiceInstance> instances;

  StorkPeer(LoadBalancer balancer, int n) {
    this.balancer = balancer;
    instances = Hosts.list(n, i -> new DefaultServiceInstance(i, Hosts.name(i), Hosts.PORT, false));
  }

  @Override
  public Object pick(int request) {
    if (!balancer.requiresStrictRecording()) {
      return selectAndRecord();
    }
    synchronized (this) {
      return selectAndRecord();
    }
  }

  private ServiceInstance selectAndRecord() {
    ServiceInstance instance = balancer.selectServiceInstance(instances);
    if (instance.gatherStatistics()) {
      instance.recordStart(true);
    }
    return instance;
  }

  @Override
  public void done(Object picked) {
    ServiceInstance instance = (ServiceInstance) picked;
    if (instance.gatherStatistics()) {
      instance.recordReply();
      instance.recordEnd(null);
    }
  }
}

package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.BalancerListener;
import io.lb4j.DrainResult;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.StateChange;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;

/**
 * Tells a service which of its balancer's endpoints have left. Holds the service weakly, because a
 * client has no end of which the balancer could hear: clients come and go, and balancers stay.
 */
final class Departures implements BalancerListener {

  private final Balancer<URI> balancer;
  private final WeakReference<Service> service;

  private Departures(Balancer<URI> balancer, Service service) {
    this.balancer = balancer;
    this.service = new WeakReference<>(service);
  }

  static void follow(Balancer<URI> balancer, Service service) {
    balancer.addListener(new Departures(balancer, service));
  }

  @Override
  public void stateChanged(StateChange change) {
    boolean left = change.to() == HealthState.DRAINING || change.to() == HealthState.DISABLED;
    depart(left ? List.of(change.endpointId()) : List.of());
  }

  @Override
  public void membershipChanged(MembershipChange change) {
    depart(change.removed());
  }

  private void depart(List<String> endpointIds) {
    Service listening = service.get();
    if (listening == null) {
      balancer.removeListener(this);
    } else if (!endpointIds.isEmpty()) {
      listening.departed(endpointIds);
    }
  }

  @Override
  public void drainEnded(String balancer, DrainResult result) {
    Service listening = service.get();
    if (listening != null && result.status() == DrainResult.Status.LIMIT_PASSED) {
      listening.drainLimitPassed(result.endpointId());
    }
  }
}

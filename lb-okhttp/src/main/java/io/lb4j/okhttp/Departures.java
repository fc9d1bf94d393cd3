package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.BalancerListener;
import io.lb4j.DrainResult;
import io.lb4j.health.HealthState;
import io.lb4j.health.Traffic;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.StateChange;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    Service listening = listening();
    if (listening == null) {
      return;
    }
    String id = change.endpointId();
    if (change.to() != HealthState.DRAINING && change.to() != HealthState.DISABLED) {
      listening.connections().back(listening, List.of(id));
      return;
    }
    List<Verdict> verdicts = balancer.verdicts(id);
    // Sessions go on there, over the connections that they have, until the drain ends.
    if (balancer.sessions() == null || verdicts.stream().noneMatch(Departures::isOrderToDrain)) {
      leave(listening, id, verdicts);
    }
  }

  /**
   * Takes an endpoint's connections away. One that is draining by its own word alone may have to
   * serve all the same, and then may have new ones.
   */
  private static void leave(Service listening, String id, List<Verdict> verdicts) {
    if (verdicts.stream().anyMatch(verdict -> verdict.traffic() == Traffic.NONE)) {
      listening.connections().gone(listening, List.of(id));
    }
    listening.connections().disown(listening, List.of(id));
  }

  private static boolean isOrderToDrain(Verdict verdict) {
    return verdict.witness() == Witness.OPERATOR && verdict.state() == HealthState.DRAINING;
  }

  @Override
  public void membershipChanged(MembershipChange change) {
    Service listening = listening();
    if (listening != null) {
      listening.connections().back(listening, change.added());
      listening.connections().gone(listening, change.removed());
      listening.connections().disown(listening, change.removed());
    }
  }

  private @Nullable Service listening() {
    Service listening = service.get();
    if (listening == null) {
      balancer.removeListener(this);
    }
    return listening;
  }

  @Override
  public void drainEnded(String name, DrainResult result) {
    Service listening = service.get();
    boolean limitPassed = result.status() == DrainResult.Status.LIMIT_PASSED;
    if (listening == null || !(limitPassed || result.status() == DrainResult.Status.DRAINED)) {
      return;
    }
    leave(listening, result.endpointId(), balancer.verdicts(result.endpointId()));
    if (limitPassed) {
      listening.drainLimitPassed(result.endpointId());
    }
  }
}

package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.ZonePolicy;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says why the traffic of a priority does not divide between zones or regions. {@link
 * LocalityPlanner} decides; here it is put into words for who asks, from what he can check.
 */
final class Undivided {

  private final LocalityPolicy policy;
  private final PrioritySnapshot priority;
  private final Set<String> places = new TreeSet<>();
  private final Set<String> serving = new TreeSet<>();

  private Undivided(LocalityPolicy policy, PrioritySnapshot priority) {
    this.policy = policy;
    this.priority = priority;
  }

  /**
   * Finds the reason.
   *
   * @param members of any priority
   * @return what follows "not divided by zone"
   */
  static String why(
      LocalityPolicy policy,
      PrioritySnapshot priority,
      Collection<? extends EndpointState<?>> members) {
    Undivided undivided = new Undivided(policy, priority);
    for (EndpointState<?> state : members) {
      undivided.look(state.endpoint(), state.standing().isUsable());
    }
    return undivided.why();
  }

  private void look(Endpoint<?> endpoint, boolean usable) {
    if (endpoint.priority() == priority.priority()) {
      places.add(policy.localityOf(endpoint));
      if (usable) {
        serving.add(policy.localityOf(endpoint));
      }
    }
  }

  private String why() {
    if (priority.panicking()) {
      return " in panic";
    }
    if (places.equals(Set.of(LocalityPolicy.NOWHERE))) {
      return ", as no endpoint names its " + policy.kind();
    }
    if (policy instanceof ZonePolicy zones && !places.contains(zones.zone())) {
      return ", as no endpoint is in zone " + zones.zone() + ", the client's own";
    }
    if (serving.size() < 2) {
      return ", as all that can serve are in one " + policy.kind();
    }
    if (policy instanceof ZonePolicy zones) {
      return why(zones);
    }
    return policy instanceof LocalityWeights
        ? ", as no %s that can serve has a weight".formatted(policy.kind())
        : "";
  }

  private String why(ZonePolicy zones) {
    if (priority.usable() < zones.minEndpoints()) {
      return ", as fewer than " + zones.minEndpoints() + " can serve";
    }
    return !zones.clients().isEmpty() && zones.clients().getOrDefault(zones.zone(), 0) == 0
        ? ", as the numbers of clients leave out zone " + zones.zone()
        : ", as the endpoints of zone " + zones.zone() + " have no weight";
  }
}

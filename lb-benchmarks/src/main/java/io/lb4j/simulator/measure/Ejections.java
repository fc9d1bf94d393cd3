package io.lb4j.simulator.measure;

import io.lb4j.BalancerListener;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.StateChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Listens to all balancers of a run and holds their ejections against the truth: right if the
 * server was bad at that moment, wrong if not.
 */
public final class Ejections implements BalancerListener {

  private final Predicate<String> isBad;
  private final Set<Pair> ejected = new HashSet<>();
  private final Map<String, Integer> ejectedBy = new HashMap<>();
  private long right;
  private long wrong;

  /**
   * Starts with nothing ejected.
   *
   * @param isBad tells whether something is wrong with the server of an id now
   */
  public Ejections(Predicate<String> isBad) {
    this.isBad = isBad;
  }

  private record Pair(String client, String server) {}

  @Override
  public void stateChanged(StateChange change) {
    Pair pair = new Pair(change.balancer(), change.endpointId());
    if (change.to() != HealthState.EJECTED) {
      settle(pair);
    } else if (ejected.add(pair)) {
      ejectedBy.merge(pair.server(), 1, Integer::sum);
      if (isBad.test(pair.server())) {
        right++;
      } else {
        wrong++;
      }
    }
  }

  @Override
  public void membershipChanged(MembershipChange change) {
    // A server that has gone is in nobody's way any more.
    change.removed().forEach(id -> settle(new Pair(change.balancer(), id)));
  }

  private void settle(Pair pair) {
    if (ejected.remove(pair)) {
      ejectedBy.merge(pair.server(), -1, Integer::sum);
    }
  }

  int ejectedNow() {
    return ejected.size();
  }

  int ejectedBy(String id) {
    return ejectedBy.getOrDefault(id, 0);
  }

  long right() {
    return right;
  }

  long wrong() {
    return wrong;
  }

  /** Forgets the counts of the warm-up, not who is out. */
  void startOver() {
    right = 0;
    wrong = 0;
  }
}

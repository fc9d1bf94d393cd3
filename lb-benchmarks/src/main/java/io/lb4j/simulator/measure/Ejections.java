package io.lb4j.simulator.measure;

import io.lb4j.BalancerListener;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.StateChange;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Listens to all balancers of a run and holds their ejections against the truth: right if the
 * server was bad at that moment, wrong if not.
 */
public final class Ejections implements BalancerListener {

  private final Predicate<String> isBad;
  private final Map<String, Integer> ejectedBy = new HashMap<>();
  private int ejectedNow;
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

  @Override
  public void stateChanged(StateChange change) {
    boolean now = change.to() == HealthState.EJECTED;
    boolean before = change.from() == HealthState.EJECTED;
    if (now && !before) {
      if (isBad.test(change.endpointId())) {
        right++;
      } else {
        wrong++;
      }
      move(change.endpointId(), 1);
    } else if (before && !now) {
      move(change.endpointId(), -1);
    }
  }

  @Override
  public void membershipChanged(MembershipChange change) {
    // A server that has gone is in nobody's way any more.
    for (String id : change.removed()) {
      if (ejectedBy.getOrDefault(id, 0) > 0) {
        move(id, -1);
      }
    }
  }

  private void move(String id, int by) {
    ejectedNow += by;
    ejectedBy.merge(id, by, Integer::sum);
  }

  int ejectedNow() {
    return ejectedNow;
  }

  int ejectedBy(String id) {
    return ejectedBy.getOrDefault(id, 0);
  }

  boolean any() {
    return right + wrong > 0;
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

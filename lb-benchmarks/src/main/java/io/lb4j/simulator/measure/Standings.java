package io.lb4j.simulator.measure;

import io.lb4j.BalancerListener;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Listens to all balancers of a run and counts, per server, how many of them have it in their set
 * and how many hold it in which state.
 */
public final class Standings implements BalancerListener {

  private final Ejections ejections;
  private final Duration rememberRemoved;
  // Only states other than healthy, so that a large healthy fleet takes no room.
  private final Map<Pair, HealthState> states = new HashMap<>();
  // What was thought of servers when they went; balancers go on from there if they return soon.
  private final Map<Pair, Away> away = new HashMap<>();
  private final Map<String, Tally> tallies = new HashMap<>();
  private int ejectedNow;

  /**
   * Starts with nobody knowing anybody.
   *
   * @param ejections judges the ejections
   * @param rememberRemoved how long a balancer remembers a server that has left its set
   */
  public Standings(Ejections ejections, Duration rememberRemoved) {
    this.ejections = ejections;
    this.rememberRemoved = rememberRemoved;
  }

  private record Pair(String client, String server) {}

  private record Away(HealthState state, Instant since) {}

  private static final class Tally {
    private int known;
    private final Map<HealthState, Integer> byState = new EnumMap<>(HealthState.class);
  }

  @Override
  public void stateChanged(StateChange change) {
    HealthState before = set(new Pair(change.balancer(), change.endpointId()), change.to());
    // From something worse, it is an older ejection that shows again.
    if (change.to() == HealthState.EJECTED && before.compareTo(HealthState.EJECTED) < 0) {
      ejections.judge(change.endpointId());
    }
  }

  @Override
  public void membershipChanged(MembershipChange change) {
    change.added().forEach(id -> comes(new Pair(change.balancer(), id), change.at()));
    change.removed().forEach(id -> goes(new Pair(change.balancer(), id), change.at()));
  }

  private void comes(Pair pair, Instant now) {
    tally(pair.server()).known++;
    Away before = away.remove(pair);
    if (before != null && now.isBefore(before.since().plus(rememberRemoved))) {
      set(pair, before.state());
    }
  }

  private void goes(Pair pair, Instant now) {
    tally(pair.server()).known--;
    // A server that has gone is in nobody's way.
    HealthState before = set(pair, HealthState.HEALTHY);
    if (before != HealthState.HEALTHY) {
      away.put(pair, new Away(before, now));
    }
  }

  private HealthState set(Pair pair, HealthState state) {
    HealthState before =
        state == HealthState.HEALTHY ? states.remove(pair) : states.put(pair, state);
    if (before != null) {
      count(pair.server(), before, -1);
    }
    if (state != HealthState.HEALTHY) {
      count(pair.server(), state, 1);
    }
    return before == null ? HealthState.HEALTHY : before;
  }

  private void count(String server, HealthState state, int by) {
    tally(server).byState.merge(state, by, Integer::sum);
    ejectedNow += state == HealthState.EJECTED ? by : 0;
  }

  private Tally tally(String server) {
    return tallies.computeIfAbsent(server, unused -> new Tally());
  }

  Ejections ejections() {
    return ejections;
  }

  /** Pairs of a client and a server that it has ejected. */
  int ejectedNow() {
    return ejectedNow;
  }

  /** How many clients have a server in their set. */
  int knownBy(String server) {
    Tally tally = tallies.get(server);
    return tally == null ? 0 : tally.known;
  }

  /** How many clients hold a server in a state other than healthy. */
  int heldBy(String server, HealthState state) {
    Tally tally = tallies.get(server);
    return tally == null ? 0 : tally.byState.getOrDefault(state, 0);
  }
}

package io.lb4j;

import io.lb4j.health.Traffic;
import io.lb4j.zone.PriorityHealth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The members of a set, by the traffic that the verdicts on them allow. Those of weight 0 take part
 * only if all members have it.
 *
 * @param members in their order, without those that get no traffic at all
 * @param usable how many take traffic, always or in reserve
 * @param reserve how many of those in reserve only
 * @param established how many there are without those that have yet to pass a first check, which
 *     never were part of the capacity
 */
record Traffics<T>(List<EndpointState<T>> members, int usable, int reserve, int established) {

  static <T> Traffics<T> of(Collection<EndpointState<T>> all, boolean weightless) {
    List<EndpointState<T>> members = new ArrayList<>(all.size());
    int usable = 0;
    int reserve = 0;
    int awaited = 0;
    for (EndpointState<T> state : all) {
      Standing standing = state.standing();
      if (standing.isAvailable() && (weightless || state.endpoint().weight() > 0)) {
        members.add(state);
        usable += standing.isUsable() ? 1 : 0;
        reserve += standing.traffic() == Traffic.RESERVE ? 1 : 0;
        awaited += standing.isAwaited() ? 1 : 0;
      }
    }
    return new Traffics<>(members, usable, reserve, members.size() - awaited);
  }

  /** How many a share refers to: those who are awaited only where there is nobody else. */
  int available() {
    return established == 0 ? members.size() : established;
  }

  /** Those that a single request may test. */
  List<EndpointState<T>> probing() {
    return members.stream()
        .filter(state -> state.probe() != null && state.standing().isKeptOutByEjectionOnly())
        .toList();
  }

  PriorityHealth health() {
    return new PriorityHealth(usable - reserve, reserve, Math.max(usable, available()));
  }

  /** How many endpoints there is no hard evidence against, of those that may serve at all. */
  int trusted() {
    int trusted = 0;
    for (EndpointState<T> state : members) {
      Standing standing = state.standing();
      trusted += standing.hasHardEvidence() || standing.isAwaited() ? 0 : 1;
    }
    return trusted;
  }

  /**
   * Who is picked from.
   *
   * @param reserveIsDue whether some traffic is for those in reserve; they are what is left when
   *     there is nobody else
   */
  List<EndpointState<T>> serving(boolean failingOpen, boolean reserveIsDue) {
    boolean withReserve = failingOpen || reserveIsDue || usable == reserve;
    List<EndpointState<T>> serving = new ArrayList<>(members.size());
    boolean anyGood = false;
    for (EndpointState<T> state : members) {
      Standing standing = state.standing();
      boolean serves =
          switch (standing.traffic()) {
            case NORMAL -> true;
            case RESERVE -> withReserve;
            case LAST_RESORT -> failingOpen && !standing.hasHardEvidence() && !standing.isAwaited();
            case NONE -> false;
          };
      if (serves) {
        serving.add(state);
        anyGood |= !standing.hasHardEvidence();
      }
    }
    // Against the last one there may be hard evidence too.
    return failingOpen && !anyGood ? members : serving;
  }

  /**
   * The part of their share that endpoints in reserve get.
   *
   * @param thinning whether picks that are refused go to all others, or each endpoint takes its
   *     part of everything
   * @param part what all of them together are to get of the traffic, above 0
   */
  double reserveShare(boolean thinning, double part) {
    int normal = usable - reserve;
    double share = thinning ? part * normal / (reserve * (1 - part)) : part * usable / reserve;
    return normal == 0 ? 1 : Math.min(1, share);
  }
}

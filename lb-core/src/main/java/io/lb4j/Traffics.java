package io.lb4j;

import io.lb4j.health.Traffic;
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
 * @param available how many a share refers to: without those that have yet to pass a first check,
 *     which never were part of the capacity, unless there is nobody else
 */
record Traffics<T>(List<EndpointState<T>> members, int usable, int reserve, int available) {

  /** By how much endpoints are taken to exceed what they need for their share; Envoy's value. */
  private static final double OVERPROVISIONING = 1.4;

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
    // Where there is nobody else, those who are awaited are what too few refers to.
    int established = members.size() - awaited;
    return new Traffics<>(
        members, usable, reserve, established == 0 ? members.size() : established);
  }

  /** Those that a single request may test. */
  List<EndpointState<T>> probing() {
    return members.stream()
        .filter(state -> state.probe() != null && state.standing().isKeptOutByEjectionOnly())
        .toList();
  }

  /** Who is picked from. */
  List<EndpointState<T>> serving(boolean failingOpen) {
    boolean withReserve = failingOpen || needsReserve();
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

  boolean needsReserve() {
    return reserve > 0 && spilled() > 0;
  }

  /**
   * The part of their share that endpoints in reserve get, so that they take what the others, with
   * what those are taken to exceed their need by, cannot carry.
   *
   * @param thinning whether picks that are refused go to all others, or each endpoint takes its
   *     part of everything
   */
  double reserveShare(boolean thinning) {
    int normal = usable - reserve;
    double spilled = spilled();
    double share =
        thinning ? spilled * normal / (reserve * (1 - spilled)) : spilled * usable / reserve;
    return normal == 0 ? 1 : Math.min(1, share);
  }

  private double spilled() {
    return Math.max(0, 1 - OVERPROVISIONING * (usable - reserve) / available);
  }
}

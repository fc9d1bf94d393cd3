package io.lb4j;

import io.lb4j.stats.OutcomeCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What all endpoints that ever were members have counted. Replaced as a whole when endpoints join,
 * leave or are forgotten, so that none is missing or counted twice in a reading.
 *
 * @param known members, and those that are remembered
 * @param forgottenSelections selections of all others
 * @param forgotten outcomes of all others
 */
record LifetimeCounts<T>(
    List<EndpointState<T>> known, long forgottenSelections, OutcomeCounts forgotten) {

  LifetimeCounts() {
    this(List.of(), 0, OutcomeCounts.NONE);
  }

  /** Takes up other endpoints; none of those known so far may be missing. */
  LifetimeCounts<T> of(
      Collection<EndpointState<T>> members, Collection<EndpointState<T>> remembered) {
    List<EndpointState<T>> all = new ArrayList<>(members.size() + remembered.size());
    all.addAll(members);
    all.addAll(remembered);
    return new LifetimeCounts<>(all, forgottenSelections, forgotten);
  }

  /** Keeps the counts of endpoints, and lets go of these. */
  LifetimeCounts<T> without(List<EndpointState<T>> expired) {
    List<EndpointState<T>> rest = new ArrayList<>(known);
    rest.removeAll(Set.copyOf(expired));
    long selections = forgottenSelections;
    OutcomeCounts outcomes = forgotten;
    for (EndpointState<T> state : expired) {
      selections += state.selections();
      outcomes = outcomes.plus(state.counts());
    }
    return new LifetimeCounts<>(rest, selections, outcomes);
  }

  long selections() {
    long sum = forgottenSelections;
    for (EndpointState<T> state : known) {
      sum += state.selections();
    }
    return sum;
  }

  OutcomeCounts outcomes() {
    OutcomeCounts sum = forgotten;
    for (EndpointState<T> state : known) {
      sum = sum.plus(state.counts());
    }
    return sum;
  }
}

package io.lb4j;

import io.lb4j.request.SelectionContext;
import io.lb4j.select.Picker;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.zone.LocalityPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One picture of the endpoint set: who takes traffic, who awaits a probe, who is a member at all.
 * The control loop compiles a new one when anything changes; a selection reads one and sticks to
 * it.
 *
 * @param candidates who takes traffic; where there are several levels, those of the first of them
 * @param picker chooses among the candidates
 * @param levels all levels that take traffic, priorities or parts of them, or null if it is one at
 *     most
 * @param probing members that a single request may test, or null for none
 * @param members every member by id, in the order of the last update; never changed
 * @param priorities every priority that has members, the first one first
 * @param usable how many members can serve by the verdicts on them
 * @param available how many members are neither drained, disabled nor of weight 0, and have passed
 *     a first check
 * @param subsets those whose labels are declared, or null if none are
 * @param weightless whether all members have weight 0, and so are treated alike
 * @param closed whether the balancer is closed
 */
record PickTable<T>(
    CandidateSet<T> candidates,
    Picker picker,
    @Nullable PickLevels<T> levels,
    @Nullable List<EndpointState<T>> probing,
    Map<String, EndpointState<T>> members,
    List<PrioritySnapshot> priorities,
    int usable,
    int available,
    @Nullable Subsets<T> subsets,
    boolean weightless,
    boolean closed) {

  /** The same table, for one selection that is traced. */
  PickTable<T> noting(PickNotes notes) {
    return new PickTable<>(
        candidates.noting(notes),
        notes.noting(picker, candidates),
        levels == null ? null : levels.noting(notes),
        probing,
        members,
        priorities,
        usable,
        available,
        null,
        weightless,
        closed);
  }

  PickTable<T> with(Subsets<T> subsets) {
    return new PickTable<>(
        candidates,
        picker,
        levels,
        probing,
        members,
        priorities,
        usable,
        available,
        subsets,
        weightless,
        closed);
  }

  /** The subsets among which the request's is, or null if it asks for none that is declared. */
  @Nullable Subsets<T> subsetsFor(SelectionContext context) {
    return subsets != null && !context.required().isEmpty() && subsets.concern(context)
        ? subsets
        : null;
  }

  /** Whether too few endpoints can serve in some priority. */
  boolean panicking() {
    return priorities.stream().anyMatch(PrioritySnapshot::panicking);
  }

  /** The levels that take traffic, the first one first; one of nobody if none does. */
  List<PickLevel<T>> allLevels() {
    return levels == null ? List.of(onlyLevel()) : levels.all();
  }

  private PickLevel<T> onlyLevel() {
    LevelKey key = new LevelKey(0, LocalityPolicy.NOWHERE);
    return new PickLevel<>(key, LevelPlan.ALL, 100, candidates, picker);
  }

  /** The candidates among which a member is, or null if it takes no traffic. */
  @Nullable CandidateSet<T> setOf(EndpointState<T> state) {
    if (levels != null) {
      PickLevel<T> level = levels.levelOf(state);
      return level == null ? null : level.candidates();
    }
    return candidates.indexOf(state) < 0 ? null : candidates;
  }

  /** Where a member takes traffic, for those who look at it; null if it takes none. */
  @Nullable Seat<T> seatOf(EndpointState<T> state) {
    PickLevel<T> level = levels == null ? onlyLevel() : levels.levelOf(state);
    if (level == null) {
      return null;
    }
    int index = level.candidates().indexOf(state);
    return index < 0 ? null : new Seat<>(level, index);
  }

  /**
   * A member's place in the table.
   *
   * @param index among the candidates of its level
   */
  record Seat<T>(PickLevel<T> level, int index) {}

  /** Lets one request test an endpoint at the end of its ejection. */
  @Nullable SlotLease<T> leaseProbe(SelectionContext context, LeaseLedger ledger) {
    if (probing == null) {
      return null;
    }
    for (EndpointState<T> state : probing) {
      Probe probe = state.probe();
      if (probe != null && probe.isFree() && CandidateSet.allows(state.endpoint(), context)) {
        long now = ledger.nanoTime();
        int limit = state.endpoint().maxConcurrency();
        SlotLease<T> lease =
            Permits.lease(state, state.permits(), limit, now, candidates.tickNanos());
        if (lease == null) {
          continue;
        }
        if (probe.claim(lease)) {
          state.countProbe();
          ledger.opened(lease, state);
          return lease;
        }
        lease.undo();
      }
    }
    return null;
  }

  /** Leases the endpoint that the request asks for by name, if it can serve. */
  @Nullable SlotLease<T> leasePreferred(String id, SelectionContext context) {
    EndpointState<T> state = members.get(id);
    return state == null ? null : leaseKept(state, context);
  }

  /** Leases the member that has the request's session, if it can serve. */
  @Nullable SlotLease<T> leaseKept(EndpointState<T> state, SelectionContext context) {
    CandidateSet<T> set = setOf(state);
    SlotLease<T> lease = null;
    if (set != null) {
      // Asked again: a newer table may leave it out by now.
      int index = set.indexOf(state);
      lease = index < 0 ? null : set.lease(index, context, true);
    } else if (keepsAside(state)) {
      lease = candidates.leaseAside(state, context);
    }
    if (lease != null) {
      state.countPreferred();
    }
    return lease;
  }

  /** Whether sessions that a member has go on there, also if it is to get no new ones. */
  boolean keeps(EndpointState<T> state) {
    return setOf(state) != null || keepsAside(state);
  }

  /** Whether a member that takes no traffic has kept its sessions; not when panic fails fast. */
  private boolean keepsAside(EndpointState<T> state) {
    return state.keepsSessions() && !closed && (candidates.failsOpen() || !panicking());
  }

  /** The last resort: whoever may take the request at all, the first level first. */
  @Nullable SlotLease<T> leaseAny(SelectionContext context) {
    SlotLease<T> lease = candidates.leaseAny(context);
    for (int i = 1; lease == null && levels != null && i < levels.all().size(); i++) {
      lease = levels.get(i).candidates().leaseAny(context);
    }
    return lease;
  }
}

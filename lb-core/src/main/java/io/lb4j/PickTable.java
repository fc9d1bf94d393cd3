package io.lb4j;

import io.lb4j.request.SelectionContext;
import io.lb4j.select.Picker;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One picture of the endpoint set: who takes traffic, who awaits a probe, who is a member at all.
 * The control loop compiles a new one when anything changes; a selection reads one and sticks to
 * it.
 *
 * @param candidates who takes traffic
 * @param picker chooses among the candidates
 * @param probing members that a single request may test, or null for none
 * @param members every member by id, in the order of the last update; never changed
 * @param usable how many members can serve by the verdicts on them
 * @param available how many members are neither drained, disabled nor of weight 0, and have passed
 *     a first check
 * @param panicking whether too few of those can serve
 * @param weightless whether all members have weight 0, and so are treated alike
 * @param closed whether the balancer is closed
 */
record PickTable<T>(
    CandidateSet<T> candidates,
    Picker picker,
    @Nullable List<EndpointState<T>> probing,
    Map<String, EndpointState<T>> members,
    int usable,
    int available,
    boolean panicking,
    boolean weightless,
    boolean closed) {

  /** The same table, for one selection that is traced. */
  PickTable<T> noting(PickNotes notes) {
    return new PickTable<>(
        candidates.noting(notes),
        notes::pick,
        probing,
        members,
        usable,
        available,
        panicking,
        weightless,
        closed);
  }

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
    int index = state == null ? -1 : candidates.indexOf(state);
    SlotLease<T> lease = index < 0 ? null : candidates.lease(index, context, true);
    if (state != null && lease != null) {
      state.countPreferred();
    }
    return lease;
  }
}

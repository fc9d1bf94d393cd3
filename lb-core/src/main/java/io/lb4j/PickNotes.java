package io.lb4j;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Picker;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.snapshot.LeaseTrace.Candidate;
import io.lb4j.snapshot.LeaseTrace.Route;
import io.lb4j.snapshot.RefusalReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written down while one traced selection is made. The selection itself is the ordinary
 * one: it runs on a copy of the pick table that notes what it is asked and what it refuses.
 *
 * <p>Used by the selecting thread alone, and never changed once it is made a trace of.
 */
final class PickNotes {

  private static final int NO_ANSWER = -1;

  private final Picker picker;
  private final CandidateSet<?> candidates;
  private final Map<Integer, Candidate> seen = new LinkedHashMap<>();
  private final List<LeaseTrace.Refusal> refusals = new ArrayList<>(0);
  private int picks;
  private int lastPick = NO_ANSWER;
  // The last pick stands, unless what it chose was refused.
  private boolean pickStands;

  PickNotes(Picker picker, CandidateSet<?> candidates) {
    this.picker = picker;
    this.candidates = candidates;
  }

  /** Looks at a stretch of the candidates, before the selection changes what is in flight there. */
  void lookAround(int start) {
    int size = candidates.size();
    // Of a large set, so many that there is room for all that the policy may choose.
    int stretch =
        size <= LeaseTrace.MAX_CANDIDATES
            ? size
            : LeaseTrace.MAX_CANDIDATES - DefaultBalancer.MAX_PICKS;
    for (int i = 0; i < stretch; i++) {
      lookAt((start + i) % size);
    }
  }

  int pick(SelectionContext context, int attempt) {
    picks++;
    lastPick = NO_ANSWER;
    pickStands = false;
    int index = picker.pick(context, attempt);
    if (index >= 0 && index < candidates.size()) {
      lastPick = index;
      pickStands = true;
      lookAt(index);
    }
    return index;
  }

  void refused(EndpointState<?> state, RefusalReason reason) {
    pickStands = false;
    if (refusals.size() < LeaseTrace.MAX_REFUSALS) {
      refusals.add(new LeaseTrace.Refusal(state.id(), reason));
    }
  }

  private void lookAt(int index) {
    seen.computeIfAbsent(
        index,
        i ->
            new Candidate(
                candidates.endpoint(i).id(), Pictures.load(picker, i), candidates.inFlight(i)));
  }

  int serving() {
    return candidates.size();
  }

  LeaseTrace trace(
      Instant at,
      Route route,
      @Nullable String chosenId,
      @Nullable Outcome outcome,
      @Nullable Duration latency,
      boolean closed) {
    return new LeaseTrace(
        at,
        serving(),
        List.copyOf(seen.values()),
        List.copyOf(refusals),
        route,
        chosenId,
        outcome,
        latency,
        closed);
  }

  /** Finds out how the selection came to its endpoint. */
  <T> Route route(SlotLease<T> lease, PickTable<T> table, SelectionContext context) {
    String id = lease.endpoint().id();
    if (picks == 0) {
      return id.equals(context.preferredId()) && refusals.isEmpty() ? Route.PREFERRED : Route.PROBE;
    }
    if (pickStands && candidates.endpoint(lastPick).id().equals(id)) {
      return Route.POLICY;
    }
    EndpointState<T> state = table.members().get(id);
    return state != null && table.candidates().indexOf(state) >= 0 ? Route.SCAN : Route.PROBE;
  }
}

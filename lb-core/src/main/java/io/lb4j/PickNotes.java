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

  private final List<? extends PickLevel<?>> levels;
  private final int serving;
  // By id.
  private final Map<String, Candidate> seen = new LinkedHashMap<>();
  private final List<LeaseTrace.Refusal> refusals = new ArrayList<>(0);
  private int picks;
  private @Nullable String lastPick;
  // The last pick stands, unless what it chose was refused.
  private boolean pickStands;

  PickNotes(List<? extends PickLevel<?>> levels) {
    this.levels = levels;
    this.serving = levels.stream().mapToInt(level -> level.candidates().size()).sum();
  }

  /** Looks at a stretch of the candidates, before the selection changes what is in flight there. */
  void lookAround(int start) {
    // Of a large set, so many that there is room for all that the policy may choose.
    int stretch =
        serving <= LeaseTrace.MAX_CANDIDATES
            ? serving
            : Math.max(1, LeaseTrace.MAX_CANDIDATES - levels.size() * DefaultBalancer.MAX_PICKS);
    for (int i = 0; i < stretch; i++) {
      lookAt((start + i) % serving);
    }
  }

  private void lookAt(int numberAmongAll) {
    int index = numberAmongAll;
    for (PickLevel<?> level : levels) {
      if (index < level.candidates().size()) {
        lookAt(level.candidates(), level.picker(), index);
        return;
      }
      index -= level.candidates().size();
    }
  }

  /** The same picker, whose answers are noted. */
  Picker noting(Picker picker, CandidateSet<?> candidates) {
    return (context, attempt) -> pick(candidates, picker, context, attempt);
  }

  private int pick(
      CandidateSet<?> candidates, Picker picker, SelectionContext context, int attempt) {
    picks++;
    lastPick = null;
    pickStands = false;
    int index = picker.pick(context, attempt);
    if (index >= 0 && index < candidates.size()) {
      lastPick = candidates.endpoint(index).id();
      pickStands = true;
      lookAt(candidates, picker, index);
    }
    return index;
  }

  void refused(EndpointState<?> state, RefusalReason reason) {
    pickStands = false;
    if (refusals.size() < LeaseTrace.MAX_REFUSALS) {
      refusals.add(new LeaseTrace.Refusal(state.id(), reason));
    }
  }

  private void lookAt(CandidateSet<?> candidates, Picker picker, int index) {
    String id = candidates.endpoint(index).id();
    if (seen.size() < LeaseTrace.MAX_CANDIDATES && !seen.containsKey(id)) {
      seen.put(id, new Candidate(id, Pictures.load(picker, index), candidates.inFlight(index)));
    }
  }

  int serving() {
    return serving;
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
        serving,
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
    EndpointState<T> state = table.members().get(id);
    if (picks == 0) {
      if (id.equals(context.preferredId()) && refusals.isEmpty()) {
        return Route.PREFERRED;
      }
      return state != null && table.keeps(state) ? Route.SESSION : Route.PROBE;
    }
    if (pickStands && id.equals(lastPick)) {
      return Route.POLICY;
    }
    return state != null && table.setOf(state) != null ? Route.SCAN : Route.PROBE;
  }
}

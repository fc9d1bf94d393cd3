package io.lb4j;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.request.SelectionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out why a selection found no endpoint, once it has failed. */
final class Refusals {

  private Refusals() {}

  static NoEndpointAvailableException explain(
      String balancer, PickTable<?> table, SelectionContext context, Instant now) {
    if (table.closed()) {
      return new NoEndpointAvailableException(balancer, Reason.CLOSED, Map.of(), null);
    }
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    Instant soonest = null;
    for (EndpointState<?> state : table.members().values()) {
      Reason reason = why(state, table, context);
      counts.merge(reason, 1, Integer::sum);
      Instant end = reason == Reason.ALL_UNHEALTHY ? state.standing().outUntil() : null;
      if (end != null && (soonest == null || end.isBefore(soonest))) {
        soonest = end;
      }
    }
    Reason decisive = decisive(counts);
    @Nullable Duration comeBackAfter =
        decisive == Reason.ALL_UNHEALTHY && soonest != null
            ? Duration.between(now, soonest.isBefore(now) ? now : soonest)
            : null;
    return new NoEndpointAvailableException(balancer, decisive, counts, comeBackAfter);
  }

  private static <T> Reason why(
      EndpointState<T> state, PickTable<?> table, SelectionContext context) {
    if (!context.matches(state.endpoint())) {
      return Reason.NO_MATCH;
    }
    @SuppressWarnings("unchecked") // The state comes from this table.
    PickTable<T> own = (PickTable<T>) table;
    if (own.candidates().indexOf(state) < 0) {
      return Reason.ALL_UNHEALTHY;
    }
    return context.avoids(state.endpoint()) ? Reason.ALL_AVOIDED : Reason.SATURATED;
  }

  /** The reason that stood between the request and the endpoint that came closest. */
  private static Reason decisive(Map<Reason, Integer> counts) {
    if (counts.isEmpty()) {
      return Reason.EMPTY;
    }
    for (Reason reason :
        new Reason[] {Reason.SATURATED, Reason.ALL_AVOIDED, Reason.ALL_UNHEALTHY}) {
      if (counts.containsKey(reason)) {
        return reason;
      }
    }
    return Reason.NO_MATCH;
  }
}

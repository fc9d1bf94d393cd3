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

  private static final double SECOND_NANOS = 1e9;

  private Refusals() {}

  static NoEndpointAvailableException explain(
      String balancer, PickTable<?> table, SelectionContext context, Instant now, long nowNanos) {
    if (table.closed()) {
      return new NoEndpointAvailableException(balancer, Reason.CLOSED, Map.of(), null);
    }
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    Instant soonest = null;
    Room room = new Room(nowNanos);
    for (EndpointState<?> state : table.members().values()) {
      Reason reason = why(state, table, context);
      counts.merge(reason, 1, Integer::sum);
      if (reason == Reason.SATURATED) {
        room.lookAt(state);
      }
      Instant end = reason == Reason.ALL_UNHEALTHY ? state.standing().outUntil() : null;
      if (end != null && (soonest == null || end.isBefore(soonest))) {
        soonest = end;
      }
    }
    Reason decisive = decisive(counts);
    @Nullable Duration comeBackAfter =
        switch (decisive) {
          case ALL_UNHEALTHY ->
              soonest == null ? null : Duration.between(now, soonest.isBefore(now) ? now : soonest);
          case SATURATED -> room.expectedAfter();
          default -> null;
        };
    String labels = decisive == Reason.NO_MATCH ? Subsets.inWords(context.required()) : null;
    return new NoEndpointAvailableException(balancer, decisive, counts, comeBackAfter, labels);
  }

  /** Why a session that may not go elsewhere cannot stay where it is. */
  static <T> NoEndpointAvailableException ofSession(
      String balancer,
      PickTable<T> table,
      @Nullable EndpointState<T> pinned,
      SelectionContext context) {
    Reason reason = Reason.AFFINITY_LOST;
    if (pinned != null && !table.members().containsKey(pinned.id())) {
      // In another subset than the one that the request asks for.
      reason = Reason.NO_MATCH;
    } else if (pinned != null && (table.keeps(pinned) || !context.matches(pinned.endpoint()))) {
      reason = why(pinned, context);
    }
    return new NoEndpointAvailableException(balancer, reason, Map.of(reason, 1), null);
  }

  /** When one of the endpoints that are full will have room again. */
  private static final class Room {

    private final long nowNanos;
    private double freedPerSecond;
    private long waitNanos = Long.MAX_VALUE;

    Room(long nowNanos) {
      this.nowNanos = nowNanos;
    }

    void lookAt(EndpointState<?> state) {
      if (state.inFlight() >= state.limit()) {
        freedPerSecond += state.slotsFreedPerSecond(nowNanos);
        return;
      }
      TokenBucket rate = state.rate();
      long wait = rate == null ? 0 : rate.waitNanos(nowNanos);
      if (wait > 0) {
        waitNanos = Math.min(waitNanos, wait);
      }
    }

    @Nullable Duration expectedAfter() {
      long soonestNanos = waitNanos;
      if (freedPerSecond > 0) {
        soonestNanos = Math.min(soonestNanos, (long) Math.ceil(SECOND_NANOS / freedPerSecond));
      }
      return soonestNanos == Long.MAX_VALUE ? null : Duration.ofNanos(soonestNanos);
    }
  }

  private static <T> Reason why(
      EndpointState<T> state, PickTable<?> table, SelectionContext context) {
    @SuppressWarnings("unchecked") // The state comes from this table.
    PickTable<T> own = (PickTable<T>) table;
    return context.matches(state.endpoint()) && own.setOf(state) == null
        ? Reason.ALL_UNHEALTHY
        : why(state, context);
  }

  /** What rules out an endpoint that serves. */
  private static Reason why(EndpointState<?> state, SelectionContext context) {
    if (!context.matches(state.endpoint())) {
      return Reason.NO_MATCH;
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

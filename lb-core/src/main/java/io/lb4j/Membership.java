package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member, and who was until recently: an endpoint that returns within the time it is
 * remembered is the one it was.
 *
 * <p>Guarded by the control loop's lock. The member map is replaced, never changed, so pick tables
 * can share it.
 */
final class Membership<T> {

  private record Tombstone<T>(EndpointState<T> state, long expiresAtNanos) {}

  private final Function<Endpoint<T>, EndpointState<T>> newState;
  private final long rememberNanos;
  private Map<String, EndpointState<T>> members = Map.of();
  // In the order in which they were buried, and so expire.
  private final Map<String, Tombstone<T>> tombstones = new LinkedHashMap<>();
  // Read by anyone.
  private volatile LifetimeCounts<T> counts = new LifetimeCounts<>();

  Membership(Function<Endpoint<T>, EndpointState<T>> newState, long rememberNanos) {
    this.newState = newState;
    this.rememberNanos = rememberNanos;
  }

  /**
   * What an update did.
   *
   * @param configured the new ones, and those that differ from before
   * @param weighted those of them that had weight 0 and have it no longer
   */
  record Change<T>(
      List<EndpointState<T>> created,
      List<EndpointState<T>> returned,
      List<EndpointState<T>> configured,
      List<EndpointState<T>> weighted,
      List<EndpointState<T>> removed) {

    boolean isEmpty() {
      return created.isEmpty() && returned.isEmpty() && removed.isEmpty();
    }

    List<String> added() {
      List<String> ids = new ArrayList<>(created.size() + returned.size());
      created.forEach(state -> ids.add(state.id()));
      returned.forEach(state -> ids.add(state.id()));
      return ids;
    }
  }

  Map<String, EndpointState<T>> members() {
    return members;
  }

  /** Returns what all have counted that were ever members. */
  LifetimeCounts<T> counts() {
    return counts;
  }

  private List<EndpointState<T>> remembered() {
    return tombstones.values().stream().map(Tombstone::state).toList();
  }

  @Nullable EndpointState<T> find(String id) {
    return members.get(id);
  }

  /** Tells whether a set is the present one, order included: some policies go by it. */
  boolean isAlready(Map<String, Endpoint<T>> endpoints) {
    if (endpoints.size() != members.size()) {
      return false;
    }
    Iterator<EndpointState<T>> present = members.values().iterator();
    for (Endpoint<T> endpoint : endpoints.values()) {
      if (!endpoint.equals(present.next().endpoint())) {
        return false;
      }
    }
    return true;
  }

  Change<T> replace(Map<String, Endpoint<T>> endpoints, long nowNanos) {
    Map<String, EndpointState<T>> next = new LinkedHashMap<>(endpoints.size() * 4 / 3 + 1);
    Change<T> change =
        new Change<>(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (Endpoint<T> endpoint : endpoints.values()) {
      EndpointState<T> state = members.get(endpoint.id());
      if (state == null) {
        Tombstone<T> tombstone = tombstones.remove(endpoint.id());
        if (tombstone != null) {
          state = tombstone.state();
          change.returned().add(state);
        } else {
          state = newState.apply(endpoint);
          change.created().add(state);
          change.configured().add(state);
        }
      }
      boolean hadNoWeight = state.endpoint().weight() == 0;
      if (state.configure(endpoint)) {
        change.configured().add(state);
        if (hadNoWeight && endpoint.weight() > 0) {
          change.weighted().add(state);
        }
      }
      next.put(endpoint.id(), state);
    }
    for (EndpointState<T> state : members.values()) {
      if (!next.containsKey(state.id())) {
        change.removed().add(state);
        tombstones.put(state.id(), new Tombstone<>(state, nowNanos + rememberNanos));
      }
    }
    members = next;
    if (!change.isEmpty()) {
      counts = counts.of(members.values(), remembered());
    }
    return change;
  }

  void forgetExpired(long nowNanos, Consumer<EndpointState<T>> forgotten) {
    Iterator<Tombstone<T>> oldestFirst = tombstones.values().iterator();
    List<EndpointState<T>> expired = new ArrayList<>(0);
    while (oldestFirst.hasNext()) {
      Tombstone<T> oldest = oldestFirst.next();
      if (oldest.expiresAtNanos() - nowNanos > 0) {
        break;
      }
      oldestFirst.remove();
      expired.add(oldest.state());
    }
    if (!expired.isEmpty()) {
      counts = counts.without(expired);
      expired.forEach(forgotten);
    }
  }
}

package io.lb4j.micrometer;

import io.lb4j.LeaseObserver;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times the requests of each endpoint, of so many endpoints at once; the others share one value of
 * the tag. Thread-safe.
 */
final class EndpointMeters implements LeaseObserver {

  /** An endpoint of this name is one of the others: it would have the same meters. */
  private static final String OTHER = "other";

  private final OwnMeters meters;
  private final int max;
  // Grows and shrinks under the lock of this.
  private final Map<String, OutcomeTimers> byId = new ConcurrentHashMap<>();
  private final OutcomeTimers others;

  EndpointMeters(OwnMeters meters, int max) {
    this.meters = meters;
    this.max = max;
    this.others = timers(OTHER);
  }

  private OutcomeTimers timers(String id) {
    return new OutcomeTimers(
        meters,
        "lb.endpoint.requests",
        "Requests to one endpoint, and how long they took until the answer",
        "endpoint",
        id);
  }

  @Override
  public void reported(
      Endpoint<?> endpoint, AttemptKind attempt, Outcome outcome, long latencyNanos) {
    OutcomeTimers timers = byId.get(endpoint.id());
    if (timers == null) {
      timers = mayJoin(endpoint.id()) ? join(endpoint.id()) : others;
    }
    timers.record(outcome.kind(), latencyNanos);
  }

  private boolean mayJoin(String id) {
    return byId.size() < max && !id.equals(OTHER);
  }

  private synchronized OutcomeTimers join(String id) {
    OutcomeTimers timers = byId.get(id);
    if (timers == null && mayJoin(id)) {
      timers = timers(id);
      byId.put(id, timers);
    }
    return timers == null ? others : timers;
  }

  /**
   * Removes the meters of all endpoints but these. A report that comes after its endpoint has left
   * may bring its meter back, until the set changes again.
   */
  synchronized void retain(Set<String> present) {
    Iterator<Map.Entry<String, OutcomeTimers>> all = byId.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, OutcomeTimers> entry = all.next();
      if (!present.contains(entry.getKey())) {
        all.remove();
        entry.getValue().remove();
      }
    }
  }
}

package io.lb4j.examples.demo;

import io.lb4j.Balancer;
import io.lb4j.health.HealthState;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.Explanation;
import io.lb4j.snapshot.LeaseTrace;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a server was picked last, and whether it would be now, as JSON.
 *
 * @param situation what holds for all servers
 * @param last the newest of the drawn selections that went there, or null if none did
 * @param now everybody's chances
 */
record Why(String server, String policy, String situation, @Nullable Pick last, List<Chance> now) {

  /**
   * One real selection.
   *
   * @param outcome how the call went, or null while it is under way
   * @param candidates what the policy had before it
   * @param refusals who was tried before and could not take it
   */
  record Pick(
      long at,
      LeaseTrace.Route route,
      @Nullable String outcome,
      @Nullable Double latencyMillis,
      List<Candidate> candidates,
      List<Refusal> refusals) {}

  /** A server as it was before the choice; the load is null if the policy does not rank. */
  record Candidate(String id, @Nullable Double load, int inFlight) {}

  /** Who could not take it. */
  record Refusal(String id, String reason) {}

  /** A server's chance now. */
  record Chance(String id, HealthState state, boolean eligible, String reason) {}

  /**
   * Asks a balancer.
   *
   * @throws IllegalArgumentException if it has no such endpoint
   */
  static Why of(PolicyChoice choice, Balancer<?> balancer, String server) {
    if (balancer.snapshot().endpoint(server).isEmpty()) {
      throw new IllegalArgumentException("there is no server \"" + Escaped.text(server) + "\"");
    }
    List<LeaseTrace> traces = balancer.traces();
    Pick last = null;
    for (LeaseTrace trace : traces) {
      if (Objects.equals(trace.chosenId(), server)) {
        last = pick(trace);
      }
    }
    // Some key, since policies that go by keys explain nothing without.
    Explanation explanation = balancer.explain(SelectionContext.forKey("customer-0"));
    return new Why(
        server,
        choice.getId(),
        explanation.situation(),
        last,
        explanation.candidates().stream()
            .map(c -> new Chance(c.id(), c.state(), c.eligible(), c.reason()))
            .toList());
  }

  private static Pick pick(LeaseTrace trace) {
    return new Pick(
        trace.at().toEpochMilli(),
        trace.route(),
        trace.outcome() == null ? null : trace.outcome().kind().toString(),
        trace.latency() == null ? null : trace.latency().toNanos() / 1e6,
        trace.candidates().stream()
            .map(c -> new Candidate(c.id(), finite(c.load()), c.inFlight()))
            .toList(),
        trace.refusals().stream().map(r -> new Refusal(r.id(), r.reason().words())).toList());
  }

  private static @Nullable Double finite(double load) {
    return Double.isFinite(load) ? load : null;
  }
}

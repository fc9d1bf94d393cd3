package io.lb4j.simulator.policy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.select.Trait;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it would be if it took failures for successes: a server that fails in a millisecond
 * then looks idle and fast. It shows what the library's failure penalty is worth.
 */
record Naive(SelectionPolicy policy) implements SelectionPolicy {

  @Override
  public String name() {
    return "naive_" + policy.name();
  }

  @Override
  public void requireSuitable(Collection<? extends Endpoint<?>> endpoints) {
    policy.requireSuitable(endpoints);
  }

  @Override
  public Set<Trait> traits() {
    return policy.traits();
  }

  @Override
  public @Nullable LoadCell newCell() {
    LoadCell cell = policy.newCell();
    return cell == null ? null : new Cell(cell);
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return policy.newPicker(new NaiveCandidates(candidates), predecessor);
  }

  /** Learns that every answer was a good one. */
  record Cell(LoadCell cell) implements LoadCell {

    @Override
    public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
      cell.learn(outcome.isFailure() ? Outcome.success() : outcome, latencyNanos, nowNanos);
    }

    @Override
    public void forget() {
      cell.forget();
    }
  }
}

package io.lb4j.benchmarks.peer;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.select.Trait;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy of lb4j without the balancer around it: what a library does that counts and judges
 * nothing. The picker works on the candidates of a real balancer, whose endpoints have all
 * answered.
 */
final class Lb4jPick implements Peer {

  private static final int REQUESTS_PER_ENDPOINT = 10;

  private final Balancer<Object> balancer;
  private final Candidates candidates;
  private final Picker picker;
  private final SelectionContext[] contexts;

  Lb4jPick(SelectionPolicy policy, boolean weighted, int n) {
    Capture capture = new Capture(policy);
    balancer = Lb4jCall.balancer(capture, weighted, n);
    contexts = Lb4jCall.contexts();
    for (int i = 0; i < n * REQUESTS_PER_ENDPOINT; i++) {
      try (Lease<Object> lease = balancer.select(Keys.at(contexts, i))) {
        lease.report(Outcome.success());
      }
    }
    candidates = Objects.requireNonNull(capture.candidates);
    picker = Objects.requireNonNull(capture.picker);
  }

  @Override
  public Object pick(int request) {
    return candidates.endpoint(picker.pick(Keys.at(contexts, request), 0));
  }

  @Override
  public void close() {
    balancer.close();
  }

  /** Keeps the last picker that the policy made. */
  private static final class Capture implements SelectionPolicy {

    private final SelectionPolicy policy;
    private volatile @Nullable Candidates candidates;
    private volatile @Nullable Picker picker;

    Capture(SelectionPolicy policy) {
      this.policy = policy;
    }

    @Override
    public String name() {
      return policy.name();
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      Picker made = policy.newPicker(candidates, predecessor);
      this.candidates = candidates;
      this.picker = made;
      return made;
    }

    @Override
    public @Nullable LoadCell newCell() {
      return policy.newCell();
    }

    @Override
    public Set<Trait> traits() {
      return policy.traits();
    }
  }
}

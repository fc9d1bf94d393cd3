package io.lb4j.benchmarks;

import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.select.Trait;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Another policy, and how many tables were compiled for it. */
final class CountingPolicy implements SelectionPolicy {

  private final SelectionPolicy policy;
  private final AtomicInteger tables = new AtomicInteger();

  CountingPolicy(SelectionPolicy policy) {
    this.policy = policy;
  }

  int tables() {
    return tables.get();
  }

  @Override
  public String name() {
    return policy.name();
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    tables.incrementAndGet();
    return policy.newPicker(candidates, predecessor);
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

package io.lb4j.benchmarks;

import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.select.Trait;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a balancer does and holds for another policy, its pickers left out. */
record NoTables(SelectionPolicy policy) implements SelectionPolicy {

  @Override
  public String name() {
    return policy.name();
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return (context, attempt) -> 0;
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

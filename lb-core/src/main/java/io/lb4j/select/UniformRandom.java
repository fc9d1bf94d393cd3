package io.lb4j.select;

import io.lb4j.time.RandomSource;
import org.jspecify.annotations.Nullable;

/** Any candidate, each with the same chance. */
final class UniformRandom implements SelectionPolicy {

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Spread spread() {
    return Spread.EVENLY;
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    RandomSource random = candidates.random();
    int size = candidates.size();
    return (context, attempt) -> random.nextInt(size);
  }

  @Override
  public String toString() {
    return name();
  }
}

package io.lb4j.select;

import io.lb4j.time.RandomSource;
import org.jspecify.annotations.Nullable;

/** Any candidate, with a chance in proportion to its weight. */
final class WeightedRandom implements SelectionPolicy {

  @Override
  public String name() {
    return "weighted_random";
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    RandomSource random = candidates.random();
    int size = candidates.size();
    if (candidates.hasEqualWeights()) {
      return (context, attempt) -> random.nextInt(size);
    }
    AliasTable byWeight = new AliasTable(size, candidates::relativeWeight);
    return (context, attempt) -> byWeight.draw((int) (random.nextLong() >>> 32));
  }

  @Override
  public String toString() {
    return name();
  }
}

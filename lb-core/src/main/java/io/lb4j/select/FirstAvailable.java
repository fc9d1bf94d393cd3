package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first in configuration order that has room. */
final class FirstAvailable implements SelectionPolicy {

  @Override
  public String name() {
    return "first_available";
  }

  @Override
  public Spread spread() {
    return Spread.TO_ONE;
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return new Filling(candidates);
  }

  /**
   * Sees to slow start itself: the balancer would ask again, and again be told the first one with
   * room.
   */
  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.OWN_TRAFFIC_SHARES);
  }

  @Override
  public String toString() {
    return name();
  }

  private static final class Filling implements Picker {

    private final Candidates candidates;
    private final RandomSource random;
    private final int size;

    Filling(Candidates candidates) {
      this.candidates = candidates;
      this.random = candidates.random();
      this.size = candidates.size();
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      int starting = -1;
      for (int i = 0; i < size; i++) {
        if (candidates.admits(i, context)) {
          double share = candidates.trafficShare(i);
          if (share >= 1 || random.nextDouble() < share) {
            return i;
          }
          starting = starting < 0 ? i : starting;
        }
      }
      // Better one that is starting than nobody.
      return starting;
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One after the other, from a random start. */
final class RoundRobin implements SelectionPolicy {

  @Override
  public String name() {
    return "round_robin";
  }

  @Override
  public Spread spread() {
    return Spread.EVENLY;
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    AtomicLong cursor =
        predecessor instanceof Cycle cycle
            ? cycle.cursor
            // Unsigned and 32 bits wide: with 63 to count in, it cannot turn negative.
            : new AtomicLong(candidates.random().nextLong() >>> 32);
    return new Cycle(candidates.size(), cursor);
  }

  @Override
  public String toString() {
    return name();
  }

  private static final class Cycle implements Picker {

    private final int size;
    // Shared with the picker before and the one after: they may run side by side for a moment.
    private final AtomicLong cursor;

    Cycle(int size, AtomicLong cursor) {
      this.size = size;
      this.cursor = cursor;
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      return (int) (cursor.getAndIncrement() % size);
    }
  }
}

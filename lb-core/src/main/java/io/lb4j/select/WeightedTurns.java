package io.lb4j.select;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns in a weighted cycle that is computed ahead: as one table when the cycle is short,
 * else block by block.
 */
final class WeightedTurns implements SelectionPolicy {

  /** 128 KiB, computed within 5 ms even if as many weights differ as can add up to it. */
  static final int LONGEST_TABLE = 1 << 16;

  private final String name;
  private final Function<WeightClasses, TurnOrder> rule;

  WeightedTurns(String name, Function<WeightClasses, TurnOrder> rule) {
    this.name = name;
    this.rule = rule;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    long[] weights = WholeWeights.of(candidates);
    Turns before = predecessor instanceof Turns turns ? turns : null;
    if (before != null && Arrays.equals(before.weights(), weights)) {
      // A cycle is about places and their weights: who stands there does not matter.
      return before;
    }
    long position = before != null ? before.position() : candidates.random().nextLong() >>> 32;
    WeightClasses classes = new WeightClasses(weights);
    TurnOrder order = rule.apply(classes);
    return classes.total() <= LONGEST_TABLE
        ? new TableTurns(weights, table(order, (int) classes.total()), position)
        : new BlockTurns(weights, order, position, classes);
  }

  private static char[] table(TurnOrder order, int length) {
    int[] turns = new int[length];
    order.fill(turns);
    // Nobody in a cycle this short has an index that needs more.
    char[] table = new char[length];
    for (int i = 0; i < length; i++) {
      table[i] = (char) turns[i];
    }
    return table;
  }

  @Override
  public String toString() {
    return name;
  }

  /** A picker that knows how far it has come, so that its successor can go on from there. */
  interface Turns extends Picker {

    /** The weights it was made for. */
    long[] weights();

    /** Turns taken, counted on across changes of the set; not negative. */
    long position();
  }
}

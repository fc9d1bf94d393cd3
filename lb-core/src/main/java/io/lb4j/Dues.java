package io.lb4j;

import io.lb4j.snapshot.PrioritySnapshot;
import java.util.HashMap;
import java.util.Map;

/**
 * What part of the traffic one expects for each member: of what its priority gets, as much as its
 * weight is of theirs, if all were well among them.
 */
final class Dues {

  private final boolean weightless;
  private final Map<Integer, Level> levels = new HashMap<>();

  /** The weights of one priority. */
  private static final class Level {
    private final double share;
    private double largest;
    // In multiples of the largest: a sum of the weights as they are may overflow.
    private double sum;

    Level(double share) {
      this.share = share;
    }

    double due(double weight) {
      return largest == 0 ? 0 : share * (weight / largest / sum);
    }
  }

  private Dues(boolean weightless) {
    this.weightless = weightless;
  }

  static <T> Dues of(PickTable<T> table) {
    Dues dues = new Dues(table.weightless());
    for (PrioritySnapshot priority : table.priorities()) {
      double share = table.priorities().size() == 1 ? 1 : priority.share();
      dues.levels.put(priority.priority(), new Level(share));
    }
    for (EndpointState<T> state : table.members().values()) {
      Level level = dues.level(state);
      level.largest = Math.max(level.largest, dues.weight(state));
    }
    for (EndpointState<T> state : table.members().values()) {
      Level level = dues.level(state);
      level.sum += level.largest == 0 ? 0 : dues.weight(state) / level.largest;
    }
    return dues;
  }

  double of(EndpointState<?> state) {
    return level(state).due(weight(state));
  }

  private Level level(EndpointState<?> state) {
    // An update may just have given it a priority that the table does not know yet.
    return levels.computeIfAbsent(state.endpoint().priority(), priority -> new Level(0));
  }

  private double weight(EndpointState<?> state) {
    if (!state.standing().isAvailable()) {
      return 0;
    }
    return weightless ? 1 : state.endpoint().weight();
  }
}

package io.lb4j;

import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.zone.LocalityPolicy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What part of the traffic one expects for each member: of what its level gets, as much as its
 * weight is of theirs, if all were well among them.
 */
final class Dues {

  private final boolean weightless;
  private final @Nullable LocalityPolicy localities;
  // By priority.
  private final Set<Integer> divided = new HashSet<>();
  private final Map<LevelKey, Level> levels = new HashMap<>();

  /** The weights of one level. */
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

  private Dues(boolean weightless, @Nullable LocalityPolicy localities) {
    this.weightless = weightless;
    this.localities = localities;
  }

  static <T> Dues of(PickTable<T> table, @Nullable LocalityPolicy localities) {
    Dues dues = new Dues(table.weightless(), localities);
    for (PrioritySnapshot priority : table.priorities()) {
      double share = table.priorities().size() == 1 ? 1 : priority.share();
      int number = priority.priority();
      dues.levels.put(new LevelKey(number, LocalityPolicy.NOWHERE), new Level(share));
      for (LocalitySnapshot locality : priority.localities()) {
        dues.divided.add(number);
        dues.levels.put(new LevelKey(number, locality.name()), new Level(share * locality.share()));
      }
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
    // An update may just have given it a level that the table does not know yet.
    LevelKey key =
        LevelKey.of(
            state.endpoint(), divided.contains(state.endpoint().priority()) ? localities : null);
    return levels.computeIfAbsent(key, level -> new Level(0));
  }

  private double weight(EndpointState<?> state) {
    if (!state.standing().isAvailable()) {
      return 0;
    }
    return weightless ? 1 : state.endpoint().weight();
  }
}

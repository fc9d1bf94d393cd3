package io.lb4j;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several priorities that take traffic, the first one first: for which of them a request is drawn.
 * Immutable.
 */
final class PickLevels<T> {

  /** Spreads keys that are numbers; close to 2^64 divided by the golden ratio, and odd. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final List<PickLevel<T>> levels;
  private final boolean drawsByKey;
  private final RandomSource random;
  // The index of what has all the load, so that there is nothing to draw; else −1.
  private final int whole;

  /**
   * @param levels two or more with loads that add up to 100
   * @param drawsByKey whether requests with a key are drawn by the key: then it stays where it is
   *     while the loads do, and changes in them move no more keys than they must
   */
  PickLevels(List<PickLevel<T>> levels, boolean drawsByKey, RandomSource random) {
    this.levels = List.copyOf(levels);
    this.drawsByKey = drawsByKey;
    this.random = random;
    this.whole = levels.stream().map(PickLevel::loadPercent).toList().indexOf(100);
  }

  List<PickLevel<T>> all() {
    return levels;
  }

  int size() {
    return levels.size();
  }

  PickLevel<T> get(int index) {
    return levels.get(index);
  }

  /** Where a member takes traffic; null if nowhere, or no longer. */
  @Nullable PickLevel<T> levelOf(EndpointState<T> state) {
    for (PickLevel<T> level : levels) {
      if (level.candidates().holds(state)) {
        return level;
      }
    }
    // In none, or a newer table, which has it elsewhere, has been compiled meanwhile.
    for (PickLevel<T> level : levels) {
      if (level.candidates().indexOf(state) >= 0) {
        return level;
      }
    }
    return null;
  }

  /** Draws a level by the loads; returns its index. */
  int draw(SelectionContext context) {
    if (whole >= 0) {
      return whole;
    }
    long bits = drawsByKey && context.hasHash() ? context.hash() * GOLDEN : random.nextLong();
    int left = RandomSource.bounded((int) (bits >>> 32), 100);
    int last = levels.size() - 1;
    for (int i = 0; i < last; i++) {
      left -= levels.get(i).loadPercent();
      if (left < 0) {
        return i;
      }
    }
    return last;
  }

  PickLevels<T> noting(PickNotes notes) {
    return new PickLevels<>(
        levels.stream().map(level -> level.noting(notes)).toList(), drawsByKey, random);
  }
}

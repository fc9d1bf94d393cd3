package io.lb4j;

import io.lb4j.hash.RendezvousPlacement;
import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several levels that take traffic, priorities or parts of them: for which of them a request is
 * drawn, and which are asked when that one has no room. Immutable.
 */
final class PickLevels<T> {

  private static final int ALL_PERCENT = 100;

  /** Spreads keys that are numbers; close to 2^64 divided by the golden ratio, and odd. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final List<PickLevel<T>> levels;
  private final boolean areRegions;
  private final RandomSource random;
  // The index of what has all the load, so that there is nothing to draw; else −1.
  private final int whole;
  private final boolean drawsByKey;
  // Null if there is nothing to draw by a key.
  private final @Nullable KeyedDraw byKey;
  private final int[] inOrder;

  /**
   * @param levels two or more with loads that add up to all
   * @param drawsByKey whether requests with a key are drawn by the key: then it stays where it is
   *     while the loads do, and changes in them move no more keys than they must
   * @param areRegions whether requests may prefer a level by its name
   */
  PickLevels(
      List<PickLevel<T>> levels, boolean drawsByKey, boolean areRegions, RandomSource random) {
    this.levels = List.copyOf(levels);
    this.areRegions = areRegions;
    this.random = random;
    this.whole = levels.stream().map(PickLevel::load).toList().indexOf(LevelPlan.ALL);
    this.drawsByKey = drawsByKey;
    this.byKey = drawsByKey && whole < 0 ? KeyedDraw.of(levels) : null;
    this.inOrder = IntStream.range(0, levels.size()).toArray();
  }

  private PickLevels(PickLevels<T> original, PickNotes notes) {
    this.levels = original.levels.stream().map(level -> level.noting(notes)).toList();
    this.areRegions = original.areRegions;
    this.random = original.random;
    this.whole = original.whole;
    this.drawsByKey = original.drawsByKey;
    this.byKey = original.byKey;
    this.inOrder = original.inOrder;
  }

  /** Draws levels by the keys of requests: as if each were a member of a placement. */
  private static final class KeyedDraw {

    private final RendezvousPlacement placement;
    private final int[] indices;

    private KeyedDraw(RendezvousPlacement placement, int[] indices) {
      this.placement = placement;
      this.indices = indices;
    }

    static @Nullable KeyedDraw of(List<? extends PickLevel<?>> levels) {
      int[] loaded =
          IntStream.range(0, levels.size()).filter(i -> levels.get(i).load() > 0).toArray();
      if (loaded.length == 0) {
        return null;
      }
      String[] names = new String[loaded.length];
      double[] loads = new double[loaded.length];
      for (int i = 0; i < loaded.length; i++) {
        LevelKey key = levels.get(loaded[i]).key();
        names[i] = key.priority() + " " + key.locality();
        loads[i] = levels.get(loaded[i]).load();
      }
      return new KeyedDraw(RendezvousPlacement.of(names, loads), loaded);
    }

    int draw(long hash) {
      return indices[placement.index(hash, 0, indices, (index, all) -> true)];
    }
  }

  List<PickLevel<T>> all() {
    return levels;
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

  /** Draws a level; returns its index. */
  int draw(SelectionContext context) {
    int drawn = whole >= 0 ? whole : drawByLoad(context);
    return areRegions && !context.preferredRegions().isEmpty()
        ? drawPreferred(context, drawn)
        : drawn;
  }

  private int drawByLoad(SelectionContext context) {
    if (byKey != null && context.hasHash()) {
      return byKey.draw(context.hash());
    }
    int left = random.nextInt(LevelPlan.ALL);
    int last = levels.size() - 1;
    for (int i = 0; i < last; i++) {
      left -= levels.get(i).load();
      if (left < 0) {
        return i;
      }
    }
    return last;
  }

  /**
   * Of the priority that was drawn, the first region that the request prefers, as far as it can
   * carry what prefers it, then the second, and so on.
   */
  private int drawPreferred(SelectionContext context, int drawn) {
    int priority = levels.get(drawn).key().priority();
    int carried = 0;
    int percentile = -1;
    for (String region : context.preferredRegions()) {
      int index = indexOf(priority, region);
      if (index >= 0) {
        carried += levels.get(index).availability();
        if (percentile < 0 && carried < ALL_PERCENT) {
          percentile = percentile(context);
        }
        if (carried >= ALL_PERCENT || percentile < carried) {
          return index;
        }
      }
    }
    return drawn;
  }

  /** Of a key always the same, so that a part of the keys goes elsewhere, and not each at times. */
  private int percentile(SelectionContext context) {
    return drawsByKey && context.hasHash()
        ? RandomSource.bounded((int) ((context.hash() * GOLDEN) >>> 32), ALL_PERCENT)
        : random.nextInt(ALL_PERCENT);
  }

  private int indexOf(int priority, String locality) {
    for (int i = 0; i < levels.size(); i++) {
      LevelKey key = levels.get(i).key();
      if (key.priority() == priority && key.locality().equals(locality)) {
        return i;
      }
    }
    return -1;
  }

  /** The levels in the order in which they are asked when the one drawn has no room. */
  int[] order(SelectionContext context) {
    if (!areRegions || context.preferredRegions().isEmpty()) {
      return inOrder;
    }
    List<String> regions = context.preferredRegions();
    return levels.stream()
        .sorted(
            Comparator.<PickLevel<T>>comparingInt(level -> level.key().priority())
                .thenComparingInt(level -> rank(regions.indexOf(level.key().locality()))))
        .mapToInt(levels::indexOf)
        .toArray();
  }

  private static int rank(int index) {
    return index < 0 ? Integer.MAX_VALUE : index;
  }

  PickLevels<T> noting(PickNotes notes) {
    return new PickLevels<>(this, notes);
  }
}

package io.lb4j.select;

import io.lb4j.time.RandomSource;

/**
 * Finds the least of many loads, drawn by weight among equals, by a look at a few dozen of them.
 * Neighbours form groups, groups form groups, and so on; of each it is known what the least load in
 * it is, and how much weight has it. Both a change and a draw cost O(log n).
 *
 * <p>Written like {@link Loads} by whoever changes a load, without locks. Two that change one group
 * at once may leave behind what one of them has not seen; that lasts until the group's next change,
 * or to the next tick. A draw believes no sums but those of the group it looks into, so whatever
 * races leave behind, it ends at a candidate that was among the least.
 */
final class LeastTree {

  /** Loads of a group share a cache line, more or less. */
  private static final int WIDTH = 8;

  /** From here on it saves more than it costs. */
  static final int WORTHWHILE = 64;

  /** The loads themselves, then the least of each group of the level before. */
  private final double[][] least;

  /** The weights, then how much of each group's weight has the least load. */
  private final double[][] weight;

  /** Over live loads; the arrays are kept. */
  LeastTree(double[] loads, double[] weights) {
    int levels = 1;
    for (int n = loads.length; n > WIDTH; n = groups(n)) {
      levels++;
    }
    least = new double[levels][];
    weight = new double[levels][];
    least[0] = loads;
    weight[0] = weights;
    for (int level = 1; level < levels; level++) {
      least[level] = new double[groups(least[level - 1].length)];
      weight[level] = new double[least[level].length];
    }
  }

  private static int groups(int members) {
    return (members + WIDTH - 1) / WIDTH;
  }

  /** Takes note that the load of a candidate has changed. */
  void changed(int index) {
    int group = index;
    for (int level = 1; level < least.length; level++) {
      group /= WIDTH;
      if (!renew(level, group)) {
        return;
      }
    }
  }

  /** Takes note that all loads have changed. */
  void changedAll() {
    for (int level = 1; level < least.length; level++) {
      for (int group = 0; group < least[level].length; group++) {
        renew(level, group);
      }
    }
  }

  /** Sums a group up anew, and tells whether that made a difference. */
  private boolean renew(int level, int group) {
    double[] loads = least[level - 1];
    double[] weights = weight[level - 1];
    int end = Math.min(loads.length, (group + 1) * WIDTH);
    double leastLoad = Double.POSITIVE_INFINITY;
    double weightOfLeast = 0;
    for (int i = group * WIDTH; i < end; i++) {
      if (loads[i] < leastLoad) {
        leastLoad = loads[i];
        weightOfLeast = weights[i];
      } else if (loads[i] == leastLoad) {
        weightOfLeast += weights[i];
      }
    }
    if (least[level][group] == leastLoad && weight[level][group] == weightOfLeast) {
      return false;
    }
    least[level][group] = leastLoad;
    weight[level][group] = weightOfLeast;
    return true;
  }

  /** Draws one with the least load by weight; −1 if loads changed too much meanwhile. */
  int draw(RandomSource random) {
    double drawn = random.nextDouble();
    int chosen = 0;
    for (int level = least.length - 1; level >= 0; level--) {
      double[] loads = least[level];
      double[] weights = weight[level];
      int from = chosen * WIDTH;
      int end = Math.min(loads.length, from + WIDTH);
      double leastLoad = Double.POSITIVE_INFINITY;
      double weightOfLeast = 0;
      for (int i = from; i < end; i++) {
        if (loads[i] < leastLoad) {
          leastLoad = loads[i];
          weightOfLeast = weights[i];
        } else if (loads[i] == leastLoad) {
          weightOfLeast += weights[i];
        }
      }
      double left = drawn * weightOfLeast;
      chosen = -1;
      for (int i = from; i < end; i++) {
        if (loads[i] == leastLoad) {
          chosen = i;
          if (left < weights[i]) {
            break;
          }
          left -= weights[i];
        }
      }
      if (chosen < 0) {
        return -1;
      }
      // What is left of the draw within the chosen one's weight decides among its members.
      drawn = left / weights[chosen];
    }
    return chosen;
  }
}

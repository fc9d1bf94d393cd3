package io.lb4j.select;

import io.lb4j.time.RandomSource;

/**
 * The least load in each block of neighbours, and the weight of those that have it: finds the least
 * of all, and draws among equals, by a look at the blocks and into one of them.
 *
 * <p>Written like {@link Loads} by whoever changes a load, without locks: each writer sums up the
 * block of its candidate anew. What races leave behind lasts until the block's next change, or to
 * the next tick.
 */
final class LeastOfBlocks {

  /** Long enough to skip much, short enough to be summed up at every change. */
  private static final int SIZE = 32;

  /** From here on the blocks save more than they cost. */
  static final int WORTHWHILE = 2 * SIZE;

  private final double[] loads;
  private final double[] weights;
  private final double[] least;
  private final double[] weightOfLeast;

  /** Over live loads; the arrays are kept. */
  LeastOfBlocks(double[] loads, double[] weights) {
    this.loads = loads;
    this.weights = weights;
    this.least = new double[(loads.length + SIZE - 1) / SIZE];
    this.weightOfLeast = new double[least.length];
  }

  /** Takes note that the load of a candidate has changed. */
  void changed(int index) {
    renew(index / SIZE);
  }

  /** Takes note that all loads have changed. */
  void changedAll() {
    for (int block = 0; block < least.length; block++) {
      renew(block);
    }
  }

  private void renew(int block) {
    int end = end(block);
    double leastLoad = Double.POSITIVE_INFINITY;
    double weight = 0;
    for (int i = block * SIZE; i < end; i++) {
      double load = loads[i];
      if (load < leastLoad) {
        leastLoad = load;
        weight = weights[i];
      } else if (load == leastLoad) {
        weight += weights[i];
      }
    }
    least[block] = leastLoad;
    weightOfLeast[block] = weight;
  }

  private int end(int block) {
    return Math.min(loads.length, (block + 1) * SIZE);
  }

  /** Draws one with the least load by weight; −1 if loads changed too much meanwhile. */
  int draw(RandomSource random) {
    double leastLoad = Double.POSITIVE_INFINITY;
    double weight = 0;
    int first = 0;
    for (int block = 0; block < least.length; block++) {
      double load = least[block];
      if (load < leastLoad) {
        leastLoad = load;
        weight = weightOfLeast[block];
        first = block;
      } else if (load == leastLoad) {
        weight += weightOfLeast[block];
      }
    }
    double drawn = random.nextDouble() * weight;
    for (int block = first; block < least.length; block++) {
      if (least[block] == leastLoad) {
        if (drawn < weightOfLeast[block]) {
          return find(block, leastLoad, drawn);
        }
        drawn -= weightOfLeast[block];
      }
    }
    return -1;
  }

  private int find(int block, double leastLoad, double drawn) {
    double left = drawn;
    int found = -1;
    for (int i = block * SIZE; i < end(block) && left >= 0; i++) {
      if (loads[i] == leastLoad) {
        left -= weights[i];
        found = i;
      }
    }
    return found;
  }
}

package io.lb4j.select;

import java.util.Arrays;

/**
 * Candidates grouped by weight, the lightest class first, the members of a class in configuration
 * order.
 *
 * <p>In every weighted cycle the members of a class take turns in that order, so a schedule needs
 * to compare classes only. There are rarely more than a few, however many endpoints there are.
 */
final class WeightClasses {

  private static final int INDEX_BITS = 31;

  private final long[] weights;
  // Class c has the members from first[c] until first[c + 1].
  private final int[] first;
  private final int[] members;
  private final long total;

  /**
   * Groups weights.
   *
   * @param whole weights from 1 to {@link WholeWeights#LARGEST}, one per candidate
   */
  WeightClasses(long[] whole) {
    long[] sorted = new long[whole.length];
    long sum = 0;
    for (int i = 0; i < whole.length; i++) {
      sorted[i] = whole[i] << INDEX_BITS | i;
      sum += whole[i];
    }
    Arrays.sort(sorted);
    this.total = sum;
    this.members = new int[whole.length];
    long[] distinct = new long[whole.length];
    int[] starts = new int[whole.length + 1];
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      long weight = sorted[i] >>> INDEX_BITS;
      members[i] = (int) (sorted[i] & Integer.MAX_VALUE);
      if (count == 0 || distinct[count - 1] != weight) {
        starts[count] = i;
        distinct[count++] = weight;
      }
    }
    starts[count] = whole.length;
    this.weights = Arrays.copyOf(distinct, count);
    this.first = Arrays.copyOf(starts, count + 1);
  }

  /** How many different weights there are. */
  int count() {
    return weights.length;
  }

  /** The sum of all weights: after so many picks the cycle repeats. */
  long total() {
    return total;
  }

  long weight(int weightClass) {
    return weights[weightClass];
  }

  int size(int weightClass) {
    return first[weightClass + 1] - first[weightClass];
  }

  /** The candidate at a place within its class. */
  int member(int weightClass, int place) {
    return members[first[weightClass] + place];
  }
}

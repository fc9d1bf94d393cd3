package io.lb4j.select;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The two weighted cycles written down as their rules are told, without regard to cost. */
final class ReferenceTurns {

  private ReferenceTurns() {}

  static int[] smooth(long[] weights, int count) {
    long total = 0;
    for (long weight : weights) {
      total += weight;
    }
    long[] current = new long[weights.length];
    int[] turns = new int[count];
    for (int turn = 0; turn < count; turn++) {
      int best = 0;
      for (int i = 0; i < weights.length; i++) {
        current[i] += weights[i];
        if (current[i] > current[best]) {
          best = i;
        }
      }
      current[best] -= total;
      turns[turn] = best;
    }
    return turns;
  }

  static int[] deadline(long[] weights, int count) {
    List<Entry> queue = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      queue.add(new Entry(i, 1, weights[i]));
    }
    int[] turns = new int[count];
    for (int turn = 0; turn < count; turn++) {
      Entry first = queue.get(0);
      for (Entry entry : queue) {
        if (entry.isBefore(first)) {
          first = entry;
        }
      }
      // The list is in the order of insertion, so the first found of equals is the one to take.
      queue.remove(first);
      queue.add(new Entry(first.index, first.k + 1, first.weight));
      turns[turn] = first.index;
    }
    return turns;
  }

  private record Entry(int index, long k, long weight) {

    boolean isBefore(Entry other) {
      return BigInteger.valueOf(k)
              .multiply(BigInteger.valueOf(other.weight))
              .compareTo(BigInteger.valueOf(other.k).multiply(BigInteger.valueOf(weight)))
          < 0;
    }
  }
}

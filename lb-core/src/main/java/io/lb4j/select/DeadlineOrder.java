package io.lb4j.select;

import java.util.Arrays;

/**
 * Earliest deadline first: the k-th turn of a candidate of weight w is due at k / w; of turns due
 * at the same time, the one that has waited longest since its candidate's last turn comes first.
 *
 * <p>Envoy keeps the deadlines as floating-point numbers, so that rounding decides some ties and
 * the sequence drifts. Here they are fractions of whole numbers, so it is exact and repeats after
 * as many turns as the weights add up to. Who has waited longest is known without a queue: the
 * lighter one, and of equal weights the one first in configuration order.
 */
final class DeadlineOrder implements TurnOrder {

  private final WeightClasses classes;
  // The members of a class have their k-th turns one right after the other.
  private final long[] k;
  private final int[] place;
  // Classes as a binary heap, the one that is due first at its top.
  private final int[] heap;
  private long position;

  DeadlineOrder(WeightClasses classes) {
    this.classes = classes;
    this.k = new long[classes.count()];
    this.place = new int[classes.count()];
    this.heap = new int[classes.count()];
    restart();
  }

  private DeadlineOrder(DeadlineOrder other) {
    this.classes = other.classes;
    this.k = other.k.clone();
    this.place = other.place.clone();
    this.heap = other.heap.clone();
    this.position = other.position;
  }

  /** At the end of a cycle nobody is ahead or behind, so the counts need never grow. */
  private void restart() {
    position = 0;
    Arrays.fill(k, 1);
    for (int i = 0; i < heap.length; i++) {
      // From the heaviest down is a heap already.
      heap[i] = heap.length - 1 - i;
    }
  }

  @Override
  public void fill(int[] turns) {
    for (int i = 0; i < turns.length; i++) {
      int due = heap[0];
      turns[i] = classes.member(due, place[due]);
      if (++place[due] == classes.size(due)) {
        place[due] = 0;
        k[due]++;
        siftDown(0);
      }
      if (++position == classes.total()) {
        restart();
      }
    }
  }

  @Override
  public TurnOrder copy() {
    return new DeadlineOrder(this);
  }

  /** Gives everyone the turns due by then in one step, and computes the few that are left over. */
  @Override
  public void skipTo(long target) {
    // The time as a 31-bit fraction of the cycle: its products with weights are exact.
    long time = Math.max(0, (long) ((double) target / classes.total() * 0x1p31) - 1);
    long done = 0;
    for (int c = 0; c < k.length; c++) {
      long turnsDue = (classes.weight(c) * time) >>> 31;
      k[c] = turnsDue + 1;
      done += turnsDue * classes.size(c);
    }
    for (int i = heap.length / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
    position = done;
    fill(new int[(int) (target - done)]);
  }

  private void siftDown(int start) {
    int moving = heap[start];
    int hole = start;
    int child = 2 * hole + 1;
    while (child < heap.length) {
      if (child + 1 < heap.length && isDueBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isDueBefore(heap[child], moving)) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
      child = 2 * hole + 1;
    }
    heap[hole] = moving;
  }

  private boolean isDueBefore(int a, int b) {
    long left = k[a] * classes.weight(b);
    long right = k[b] * classes.weight(a);
    // Classes are numbered from the lightest.
    return left != right ? left < right : a < b;
  }
}

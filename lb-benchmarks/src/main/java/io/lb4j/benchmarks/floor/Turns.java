package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A cycle written down in full; one place of it is taken per pick. */
final class Turns implements Chooser {

  private final char[] cycle;
  private final AtomicLong cursor = new AtomicLong();

  private Turns(char[] cycle) {
    this.cycle = cycle;
  }

  /** As nginx does it: everybody earns the weight, the richest pays all that was earned. */
  static Turns smooth(double[] weights) {
    long[] credit = new long[weights.length];
    int total = (int) Arrays.stream(weights).sum();
    char[] cycle = new char[total];
    for (int turn = 0; turn < total; turn++) {
      int richest = 0;
      for (int i = 0; i < credit.length; i++) {
        credit[i] += (long) weights[i];
        richest = credit[i] > credit[richest] ? i : richest;
      }
      credit[richest] -= total;
      cycle[turn] = (char) richest;
    }
    return new Turns(cycle);
  }

  /** As Envoy does it: the next turn of a host is due 1/weight after its last one. */
  static Turns byDeadline(double[] weights) {
    record Due(int host, int turn, double weight) implements Comparable<Due> {
      @Override
      public int compareTo(Due other) {
        int byTime = Double.compare(turn * other.weight, other.turn * weight);
        // Of equals the lighter has waited longer.
        int byWait = byTime != 0 ? byTime : Double.compare(weight, other.weight);
        return byWait != 0 ? byWait : Integer.compare(host, other.host);
      }
    }
    PriorityQueue<Due> queue = new PriorityQueue<>();
    for (int i = 0; i < weights.length; i++) {
      queue.add(new Due(i, 1, weights[i]));
    }
    char[] cycle = new char[(int) Arrays.stream(weights).sum()];
    for (int turn = 0; turn < cycle.length; turn++) {
      Due due = queue.remove();
      cycle[turn] = (char) due.host;
      queue.add(new Due(due.host, due.turn + 1, due.weight));
    }
    return new Turns(cycle);
  }

  @Override
  public int pick(FloorKey key) {
    return cycle[(int) (cursor.getAndIncrement() % cycle.length)];
  }
}

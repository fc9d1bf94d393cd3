package io.lb4j.benchmarks.floor;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The least loaded of all, by weight among those that are close to it. One draw decides: the first
 * pass adds up the weights of the equals, the second one finds whom the draw has hit.
 */
final class LeastScan implements Chooser {

  private final PackedLoads loads;
  private final int[] weights;
  private final double closeTo;

  /**
   * Makes one.
   *
   * @param closeTo up to how many times the least load counts as equal
   */
  LeastScan(PackedLoads loads, int[] weights, double closeTo) {
    this.loads = loads;
    this.weights = weights;
    this.closeTo = closeTo;
  }

  @Override
  public int pick(FloorKey key) {
    double least = Double.POSITIVE_INFINITY;
    double close = Double.POSITIVE_INFINITY;
    int weightOfEquals = 0;
    int first = 0;
    for (int i = 0; i < weights.length; i++) {
      double load = loads.load(i);
      if (load > close) {
        continue;
      }
      if (load * closeTo < least) {
        least = load;
        close = load * closeTo;
        weightOfEquals = 0;
        first = i;
      }
      weightOfEquals += weights[i];
    }
    int drawn = TwoDraws.high(ThreadLocalRandom.current().nextLong(), weightOfEquals);
    int picked = first;
    for (int i = first; drawn >= 0 && i < weights.length; i++) {
      if (loads.load(i) <= close) {
        drawn -= weights[i];
        picked = i;
      }
    }
    return picked;
  }
}

package io.lb4j.benchmarks.floor;

import java.util.concurrent.ThreadLocalRandom;

/** Any host, with a chance of its weight over its load. */
final class ProportionalScan implements Chooser {

  private final PackedLoads loads;
  private final int[] weights;

  ProportionalScan(PackedLoads loads, int[] weights) {
    this.loads = loads;
    this.weights = weights;
  }

  @Override
  public int pick(FloorKey key) {
    // Whole numbers for the idle hosts: adding them has no latency to wait for.
    int idle = 0;
    double busy = 0;
    for (int i = 0; i < weights.length; i++) {
      double load = loads.load(i);
      if (load == 1) {
        idle += weights[i];
      } else {
        busy += weights[i] / load;
      }
    }
    double drawn = ThreadLocalRandom.current().nextDouble() * (idle + busy);
    int index = 0;
    for (; index < weights.length - 1; index++) {
      double load = loads.load(index);
      drawn -= load == 1 ? weights[index] : weights[index] / load;
      if (drawn < 0) {
        break;
      }
    }
    return index;
  }
}

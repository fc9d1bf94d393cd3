package io.lb4j.benchmarks.floor;

import io.lb4j.hash.KeyHash;
import java.util.Arrays;

/** The host whose arrival, exponentially distributed by weight, is the earliest. */
final class WeightedRendezvous implements Chooser {

  private final long[] names;
  private final double[] weights;

  WeightedRendezvous(String[] names, double[] weights) {
    this.names = Arrays.stream(names).mapToLong(KeyHash::xxh64).toArray();
    this.weights = weights;
  }

  @Override
  public int pick(FloorKey key) {
    long hash = key.hash();
    int best = 0;
    double earliest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < names.length; i++) {
      double u = ((Rendezvous.mix(hash ^ names[i]) >>> 11) + 0.5) * 0x1p-53;
      // A logarithm is never below 1 − u: few have to be taken.
      if (1 - u < earliest * weights[i]) {
        double arrival = -StrictMath.log(u) / weights[i];
        if (arrival < earliest) {
          earliest = arrival;
          best = i;
        }
      }
    }
    return best;
  }
}

package io.lb4j.benchmarks.floor;

import java.util.Arrays;

/** Factors that grow with failures, of which the benchmark has none. */
final class Penalties {

  private final double[] penalties;

  Penalties(int size) {
    this.penalties = new double[size];
    Arrays.fill(penalties, 1);
  }

  double of(int index) {
    return penalties[index];
  }

  void succeeded(int index) {
    if (penalties[index] != 1) {
      penalties[index] = Math.max(1, penalties[index] * 0.8);
    }
  }
}

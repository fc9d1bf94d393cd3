package io.lb4j.simulator.server;

import java.util.Arrays;

/**
 * How fast a server works, as the product of independent factors: its hardware, the neighbour that
 * steals cycles, the garbage collector, a cold start. Each cause owns one factor.
 */
final class Speed {

  private double[] factors = new double[0];

  /** Adds a factor of 1 and returns its number. */
  int add() {
    factors = Arrays.copyOf(factors, factors.length + 1);
    factors[factors.length - 1] = 1;
    return factors.length - 1;
  }

  void set(int factor, double value) {
    factors[factor] = value;
  }

  double product() {
    double product = 1;
    for (double factor : factors) {
      product *= factor;
    }
    return product;
  }
}

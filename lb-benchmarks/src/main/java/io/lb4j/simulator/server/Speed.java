package io.lb4j.simulator.server;

import java.util.Arrays;

/**
 * How fast a server works, as the product of independent factors: its hardware, the neighbour that
 * steals cycles, the garbage collector, a cold start. Each cause owns one factor. What is stolen
 * slows the server down like the rest, but the server never had it, so its own account does not
 * show it.
 */
final class Speed {

  private double[] factors = new double[0];
  private boolean[] stolen = new boolean[0];

  /** Adds a factor of 1 and returns its number. */
  int add(boolean steals) {
    factors = Arrays.copyOf(factors, factors.length + 1);
    factors[factors.length - 1] = 1;
    stolen = Arrays.copyOf(stolen, factors.length);
    stolen[factors.length - 1] = steals;
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

  /** The share of its time that nobody steals. */
  double granted() {
    double granted = 1;
    for (int i = 0; i < factors.length; i++) {
      granted *= stolen[i] ? factors[i] : 1;
    }
    return granted;
  }
}

package io.lb4j.zone;

/** By how much endpoints are taken to exceed what they need. */
final class Overprovisioning {

  static final double USUAL = 1.4;

  private Overprovisioning() {}

  static double require(double factor) {
    if (!(factor >= 1 && factor <= 100)) {
      throw new IllegalArgumentException(
          "overprovisioning is " + factor + "; it must be between 1 and 100, where 1.4 is usual");
    }
    return factor;
  }
}

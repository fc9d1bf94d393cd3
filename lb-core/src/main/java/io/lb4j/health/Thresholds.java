package io.lb4j.health;

/** Checks of the numbers that judges are configured with. */
final class Thresholds {

  private Thresholds() {}

  static void requireAtLeastOne(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be at least 1");
    }
  }

  static void requireNotNegative(String what, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be finite and not negative");
    }
  }
}

package io.lb4j.examples.quickstart;

import java.util.Locale;

/** The acts of the show, in order; {@link Scenario} says what happens in each. */
enum Phase {
  STEADY(0),
  SLOW(0.15),
  KILLED(0.30),
  DRAINED(0.45),
  ADDED(0.60),
  RETURNED(0.75);

  private final double beginsAt;

  Phase(double beginsAt) {
    this.beginsAt = beginsAt;
  }

  /** From 0, the start of the show, to 1, its end. */
  double beginsAt() {
    return beginsAt;
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.lb4j.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** How much a counter has gained over its last readings. Not thread-safe. */
final class Gain {

  private final int readingsKept;
  private final Deque<Long> readings = new ArrayDeque<>();

  /** Makes one that compares a reading with that of so many readings ago. */
  Gain(int readingsKept) {
    this.readingsKept = readingsKept;
  }

  /** Takes a reading and returns how much it is above the oldest one kept, 0 for the first. */
  long with(long reading) {
    readings.add(reading);
    if (readings.size() > readingsKept + 1) {
      readings.remove();
    }
    return reading - readings.element();
  }

  /** Over how many steps the gain reaches, at least 1. */
  int steps() {
    return Math.max(1, readings.size() - 1);
  }
}

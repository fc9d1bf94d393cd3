package io.lb4j.benchmarks.floor;

/** The rule of a floor. A JVM measures one, so that the call to it costs nothing. */
@FunctionalInterface
interface Chooser {

  /** Returns the index of a host. */
  int pick(FloorKey key);
}

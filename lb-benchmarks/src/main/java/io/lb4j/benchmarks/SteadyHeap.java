package io.lb4j.benchmarks;

/**
 * A heap as a service has it after a while: all its pages were touched, and new objects come where
 * old ones have been. In a fresh one every four kilobytes begin a page that the kernel has to find
 * first, which costs short benchmarks more than what they measure, and now one side more, now the
 * other.
 */
final class SteadyHeap {

  static final String MIN = "-Xms1g";
  static final String MAX = "-Xmx1g";
  static final String YOUNG = "-Xmn64m";
  static final String TOUCHED = "-XX:+AlwaysPreTouch";

  private SteadyHeap() {}
}

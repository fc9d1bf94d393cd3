package io.lb4j.benchmarks.floor;

/** What a scan compares, kept in arrays. Two reports at once may lose one of the samples. */
interface PackedLoads {

  double load(int index);

  /** Takes note of a success. */
  void learn(int index, long latencyNanos, long nowNanos);
}

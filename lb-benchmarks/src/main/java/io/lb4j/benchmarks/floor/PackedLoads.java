package io.lb4j.benchmarks.floor;

/** What a scan compares, kept in arrays. Two reports at once may lose one of the samples. */
interface PackedLoads {

  double load(int index);

  /** Whether they go by latency. */
  default boolean areTimed() {
    return false;
  }

  /** Whether they go by when reports come. */
  default boolean areDated() {
    return false;
  }

  /** Takes note of a success. */
  void learn(int index, long latencyNanos, long nowNanos);
}

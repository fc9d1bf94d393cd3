package io.lb4j.benchmarks.floor;

/** One endpoint, and where it is counted. */
abstract class FloorHost {

  private final Object target;

  FloorHost(Object target) {
    this.target = target;
  }

  final Object target() {
    return target;
  }

  /** Takes a slot; false if there is none left. */
  abstract boolean acquire();

  /** Counts a success and gives the slot back. */
  abstract void release();

  /** Takes note of a success; rules that go by latency or load have hosts that do. */
  void learn(long latencyNanos, long nowNanos) {}
}

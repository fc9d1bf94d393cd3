package io.lb4j.benchmarks.floor;

/** One endpoint, and where it is counted. */
abstract class FloorHost {

  private final Object target;
  private boolean observed;

  FloorHost(Object target) {
    this.target = target;
  }

  final Object target() {
    return target;
  }

  final void observe() {
    observed = true;
  }

  /** Takes note of a success, for the rule and for who observes. */
  final void reported(long selectedAtNanos) {
    if (observed || isTimed()) {
      long now = System.nanoTime();
      learn(now - selectedAtNanos, now);
    } else {
      learn(0, isDated() ? System.nanoTime() : 0);
    }
  }

  /** Takes a slot; false if there is none left. */
  abstract boolean acquire();

  /** Gives the slot back, after a success. */
  abstract void release();

  /** Whether the rule goes by latency, so that the clock is read at the selection, too. */
  boolean isTimed() {
    return false;
  }

  /** Whether the rule goes by when reports come. */
  boolean isDated() {
    return false;
  }

  /** Takes note of a success; rules that go by latency or load have hosts that do. */
  void learn(long latencyNanos, long nowNanos) {}
}

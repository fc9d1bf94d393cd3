package io.lb4j;

/**
 * The time of the last control tick, which costs nothing to read. Written by the control tick only.
 */
final class TickClock {

  private volatile long nanos;

  TickClock(long nanos) {
    this.nanos = nanos;
  }

  long nanos() {
    return nanos;
  }

  void set(long nowNanos) {
    nanos = nowNanos;
  }
}

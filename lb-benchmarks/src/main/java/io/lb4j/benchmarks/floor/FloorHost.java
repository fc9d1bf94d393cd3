package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One endpoint: everything that is counted of it in one object. */
class FloorHost {

  private static final VarHandle SLOTS = handle("slots");
  private static final VarHandle SUCCESSES = handle("successes");

  private final Object target;
  private volatile long slots;
  private volatile long successes;

  FloorHost(Object target) {
    this.target = target;
  }

  final Object target() {
    return target;
  }

  final long inFlight() {
    return slots;
  }

  final long successes() {
    return successes;
  }

  final void acquire() {
    SLOTS.getAndAdd(this, 1L);
  }

  final void release() {
    SUCCESSES.getAndAdd(this, 1L);
    SLOTS.getAndAdd(this, -1L);
  }

  /** Takes note of a success; policies that go by latency have hosts that do. */
  void learn(long latencyNanos, long nowNanos) {}

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(FloorHost.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}

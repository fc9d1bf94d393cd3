package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A host that holds its counters itself: everything that one request touches is in one place. */
class CountedHost extends FloorHost {

  private static final VarHandle SLOTS = handle("slots");
  private static final VarHandle SUCCESSES = handle("successes");

  private volatile long slots;

  @SuppressWarnings("UnusedVariable") // Accessed through its handle.
  private volatile long successes;

  CountedHost(Object target) {
    super(target);
  }

  final long inFlight() {
    return slots;
  }

  @Override
  boolean acquire() {
    SLOTS.getAndAdd(this, 1L);
    return true;
  }

  final boolean acquireBelow(long limit) {
    long seen = slots;
    while (seen < limit) {
      if (SLOTS.compareAndSet(this, seen, seen + 1)) {
        return true;
      }
      seen = slots;
    }
    return false;
  }

  @Override
  void release() {
    SUCCESSES.getAndAdd(this, 1L);
    SLOTS.getAndAdd(this, -1L);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(CountedHost.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}

package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A host that holds its counters itself: everything that one request touches is in one place. */
class CountedHost extends FloorHost {

  private static final VarHandle SLOTS = handle();

  // Requests ever and, in the low bits, those in flight: the others have succeeded.
  private volatile long slots;

  CountedHost(Object target) {
    super(target);
  }

  final long inFlight() {
    return slots & PackedHosts.IN_FLIGHT;
  }

  @Override
  boolean acquire() {
    SLOTS.getAndAdd(this, PackedHosts.ONE_REQUEST);
    return true;
  }

  final boolean acquireBelow(long limit) {
    long seen = slots;
    while ((seen & PackedHosts.IN_FLIGHT) < limit) {
      if (SLOTS.compareAndSet(this, seen, seen + PackedHosts.ONE_REQUEST)) {
        return true;
      }
      seen = slots;
    }
    return false;
  }

  @Override
  void release() {
    SLOTS.getAndAdd(this, -1L);
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(CountedHost.class, "slots", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}

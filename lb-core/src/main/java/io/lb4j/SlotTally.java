package io.lb4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counts the leases of one endpoint: those in flight, and how they came to be. Written by callers,
 * from any thread; every count is one atomic operation.
 *
 * <p>A superclass of the endpoint's state for the same reason as {@link OutcomeTally}: a part of
 * its own would lie on another cache line.
 */
abstract sealed class SlotTally extends OutcomeTally permits EndpointState {

  /**
   * Leases in flight live in the low bits of {@code slots}, selections ever made in the high ones.
   */
  private static final int IN_FLIGHT_BITS = Long.SIZE - END_BITS;

  private static final long IN_FLIGHT_MASK = (1L << IN_FLIGHT_BITS) - 1;
  private static final long ONE_SELECTION = (1L << IN_FLIGHT_BITS) + 1;

  private static final VarHandle SLOTS;
  private static final VarHandle PROBES;
  private static final VarHandle PREFERRED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SLOTS = lookup.findVarHandle(SlotTally.class, "slots", long.class);
      PROBES = lookup.findVarHandle(SlotTally.class, "probes", int.class);
      PREFERRED = lookup.findVarHandle(SlotTally.class, "preferred", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // One counter for two facts, because both change with every selection: one atomic operation then
  // serves both, and a snapshot sees them consistent.
  private volatile long slots;
  private volatile int probes;
  private volatile int preferred;

  // Made with the first selection that fails because the endpoint is full; of two either will do.
  private volatile @Nullable FreedSlots freedSlots;

  @Override
  final long ends() {
    long seen = slots;
    return (seen >>> IN_FLIGHT_BITS) - (seen & IN_FLIGHT_MASK);
  }

  final int inFlight() {
    return (int) (slots & IN_FLIGHT_MASK);
  }

  final long selections() {
    return slots >>> IN_FLIGHT_BITS;
  }

  final void acquire() {
    SLOTS.getAndAdd(this, ONE_SELECTION);
  }

  final boolean acquireBelow(int limit) {
    long seen = slots;
    while ((seen & IN_FLIGHT_MASK) < limit) {
      if (SLOTS.compareAndSet(this, seen, seen + ONE_SELECTION)) {
        return true;
      }
      seen = slots;
    }
    return false;
  }

  /** Forgets a selection that led to nothing. */
  final void unacquire() {
    SLOTS.getAndAdd(this, -ONE_SELECTION);
  }

  final void release() {
    SLOTS.getAndAdd(this, -1L);
  }

  /** Returns how many leases end per second while it is full; 0 if that is not known. */
  final double slotsFreedPerSecond(long nowNanos) {
    FreedSlots freed = freedSlots;
    if (freed == null) {
      freed = new FreedSlots();
      freedSlots = freed;
    }
    return freed.perSecond(nowNanos, ends());
  }

  final void countProbe() {
    PROBES.getAndAdd(this, 1);
  }

  final int probes() {
    return probes;
  }

  final void countPreferred() {
    PREFERRED.getAndAdd(this, 1);
  }

  /** Selections by callers that asked for it by name, or for sessions; runs over after 2^31. */
  final int preferred() {
    return preferred;
  }
}

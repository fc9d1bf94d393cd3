package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A lease that is reported once and closed once; of 32 bytes, like the library's. */
public final class FloorLease {

  private static final int OPEN = 0;
  private static final int REPORTED = 1;
  private static final int ENDED = 2;

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(FloorLease.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final FloorHost host;
  private final Object target;
  private final long selectedAtNanos;

  @SuppressWarnings("UnusedVariable") // Accessed through its handle.
  private volatile int phase;

  FloorLease(FloorHost host, long selectedAtNanos) {
    this.host = host;
    this.target = host.target();
    this.selectedAtNanos = selectedAtNanos;
  }

  /** Returns what the caller needs to reach the host. */
  public Object target() {
    return target;
  }

  /** Reports a success. */
  public void report() {
    if (PHASE.compareAndSet(this, OPEN, REPORTED)) {
      host.reported(selectedAtNanos);
    }
  }

  /** Gives the slot back. */
  public void close() {
    if (PHASE.compareAndSet(this, REPORTED, ENDED)) {
      host.release();
    }
  }
}

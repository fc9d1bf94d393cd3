package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What one host said of itself, and how often that has been relied on. */
final class ProbeAnswer {

  private static final VarHandle IN_FLIGHT = handle("inFlight");
  private static final VarHandle USES_LEFT = handle("usesLeft");

  final int host;
  final double latencyNanos;
  final long receivedAtNanos;
  private volatile int inFlight;

  @SuppressWarnings("UnusedVariable") // Accessed through its handle.
  private volatile int usesLeft;

  ProbeAnswer(int host, int inFlight, double latencyNanos, long receivedAtNanos, int uses) {
    this.host = host;
    this.inFlight = inFlight;
    this.latencyNanos = latencyNanos;
    this.receivedAtNanos = receivedAtNanos;
    this.usesLeft = uses;
  }

  int inFlight() {
    return inFlight;
  }

  /** Counts a request in; true if the answer is used up. */
  boolean use() {
    IN_FLIGHT.getAndAdd(this, 1);
    return (int) USES_LEFT.getAndAdd(this, -1) <= 1;
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(ProbeAnswer.class, field, int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}

package io.lb4j.okhttp;

import io.lb4j.Lease;
import io.lb4j.request.Outcome;
import java.net.URI;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A lease that several threads report on and release, each of which happens once, whoever is first.
 *
 * <p>The core tolerates repeated reports, but counts them as mistakes of its callers; here they are
 * the rule, since the same end is announced by several events.
 */
final class HeldLease {

  private static final int OPEN = 0;
  private static final int SUCCEEDED = 1;
  private static final int JUDGED = 2;
  private static final int RELEASED = 3;

  private static final AtomicIntegerFieldUpdater<HeldLease> PHASE =
      AtomicIntegerFieldUpdater.newUpdater(HeldLease.class, "phase");

  private final Lease<URI> lease;
  private volatile int phase;

  HeldLease(Lease<URI> lease) {
    this.lease = lease;
  }

  Lease<URI> lease() {
    return lease;
  }

  boolean isReleased() {
    return phase == RELEASED;
  }

  /** Reports how the attempt went, and keeps the slot. */
  void report(Outcome outcome) {
    if (PHASE.compareAndSet(this, OPEN, outcome.isSuccess() ? SUCCEEDED : JUDGED)) {
      lease.report(outcome);
    }
  }

  /** Gives the slot back; the outcome is reported if none was before. */
  void release(Outcome outcome) {
    release(outcome, null);
  }

  /**
   * Gives the slot back.
   *
   * @param first reported if nothing was reported before
   * @param correction reported if a success was reported before that has turned out to be none
   */
  void release(Outcome first, @Nullable Outcome correction) {
    int before = PHASE.getAndSet(this, RELEASED);
    if (before == RELEASED) {
      return;
    }
    if (before == OPEN) {
      lease.report(first);
    } else if (before == SUCCEEDED && correction != null) {
      lease.report(correction);
    }
    lease.close();
  }
}

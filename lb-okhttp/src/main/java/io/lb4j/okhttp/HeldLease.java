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
  private static final int REPORTING = 1;
  private static final int SUCCEEDED = 2;
  private static final int JUDGED = 3;
  // Released while another thread reports, which then has to do what is left.
  private static final int LEFT_TO_REPORTER = 4;
  private static final int RELEASED = 5;

  private static final AtomicIntegerFieldUpdater<HeldLease> PHASE =
      AtomicIntegerFieldUpdater.newUpdater(HeldLease.class, "phase");

  private final Lease<URI> lease;
  private volatile int phase;
  // Of two that release at once while a third reports either correction will do.
  private volatile @Nullable Outcome leftCorrection;

  HeldLease(Lease<URI> lease) {
    this.lease = lease;
  }

  Lease<URI> lease() {
    return lease;
  }

  boolean isReleased() {
    return phase >= LEFT_TO_REPORTER;
  }

  /** Reports how the attempt went, and keeps the slot. */
  void report(Outcome outcome) {
    if (!PHASE.compareAndSet(this, OPEN, REPORTING)) {
      return;
    }
    int reported = outcome.isSuccess() ? SUCCEEDED : JUDGED;
    try {
      lease.report(outcome);
    } finally {
      // Also if the JVM runs out of memory: whoever has left the rest here counts on it.
      if (!PHASE.compareAndSet(this, REPORTING, reported)) {
        phase = RELEASED;
        end(reported, Outcome.ignored(), leftCorrection);
      }
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
    int seen = phase;
    while (seen < LEFT_TO_REPORTER) {
      boolean reporting = seen == REPORTING;
      if (reporting) {
        leftCorrection = correction;
      }
      if (PHASE.compareAndSet(this, seen, reporting ? LEFT_TO_REPORTER : RELEASED)) {
        if (!reporting) {
          end(seen, first, correction);
        }
        return;
      }
      seen = phase;
    }
  }

  private void end(int before, Outcome first, @Nullable Outcome correction) {
    if (before == OPEN) {
      lease.report(first);
    } else if (before == SUCCEEDED && correction != null) {
      lease.report(correction);
    }
    lease.close();
  }
}

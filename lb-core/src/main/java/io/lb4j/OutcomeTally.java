package io.lb4j;

import io.lb4j.health.FailureRun;
import io.lb4j.request.Outcome;
import io.lb4j.stats.OutcomeCounts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts how the leases of one endpoint ended, and the failures since its last success. Written by
 * callers, from any thread; every count is one atomic operation.
 *
 * <p>A superclass of the endpoint's state rather than a part of it, so that its counters share a
 * cache line with the slots: where threads meet on an endpoint, every further line that a call
 * writes to costs a transfer between processors.
 *
 * <p>A success that ends while a failure is counted may come before or after it in the run, as it
 * may have come before or after it on the wire.
 */
abstract sealed class OutcomeTally permits SlotTally {

  // Places in the array of counts; successes have a field of their own.
  private static final int FAILURES = 0;
  private static final int TIMEOUTS = 1;
  private static final int CONNECT_FAILURES = 2;
  private static final int REJECTIONS = 3;
  private static final int IGNORED = 4;
  private static final int UNREPORTED = 5;
  // Not a count: when the newest failure was reported.
  private static final int FAILED_AT = 6;
  // Part of the failures.
  private static final int GATEWAY_FAILURES = 7;
  private static final int BROKEN_CONNECTIONS = 8;
  private static final int PLACES = 9;

  private static final VarHandle SUCCESSES;
  private static final VarHandle RUN;
  private static final VarHandle OTHERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SUCCESSES = lookup.findVarHandle(OutcomeTally.class, "successes", long.class);
      RUN = lookup.findVarHandle(OutcomeTally.class, "run", long.class);
      OTHERS = lookup.findVarHandle(OutcomeTally.class, "others", AtomicLongArray.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long successes;
  // A packed run; written by whoever reports.
  private volatile long run;
  // By kind; made when the first outcome that is no success arrives, since most endpoints have
  // none.
  private volatile @Nullable AtomicLongArray others;

  /** Counts an outcome; returns the {@linkplain PackedRun run} of failures that it found. */
  final long count(Outcome outcome) {
    if (outcome.isSuccess()) {
      SUCCESSES.getAndAdd(this, 1L);
      long ended = run;
      if (ended != 0) {
        run = 0;
      }
      return ended;
    }
    AtomicLongArray counts = others();
    switch (outcome.kind()) {
      case CONNECT_FAILURE -> counts.incrementAndGet(CONNECT_FAILURES);
      case TIMEOUT -> counts.incrementAndGet(TIMEOUTS);
      case REJECTED -> counts.incrementAndGet(REJECTIONS);
      case IGNORED -> counts.incrementAndGet(IGNORED);
      default -> countFailure(counts, outcome.origin());
    }
    return extendRun(outcome);
  }

  private static void countFailure(AtomicLongArray counts, Outcome.Origin origin) {
    counts.incrementAndGet(FAILURES);
    if (origin != Outcome.Origin.RESPONSE) {
      counts.incrementAndGet(
          origin == Outcome.Origin.GATEWAY ? GATEWAY_FAILURES : BROKEN_CONNECTIONS);
    }
  }

  private long extendRun(Outcome outcome) {
    while (true) {
      long seen = run;
      long next = PackedRun.after(seen, outcome);
      if (next == seen || RUN.compareAndSet(this, seen, next)) {
        return seen;
      }
    }
  }

  /** Notes when a failure was reported; of two at once either will do. */
  final void failedAt(long nowNanos) {
    others().lazySet(FAILED_AT, nowNanos);
  }

  /** Whether the last outcome was a failure, and reported after some time. */
  final boolean hasFailedSince(long nanos) {
    AtomicLongArray seen = others;
    return run != 0 && seen != null && seen.get(FAILED_AT) - nanos > 0;
  }

  final void countUnreported() {
    others().incrementAndGet(UNREPORTED);
  }

  final FailureRun failureRun() {
    return PackedRun.unpack(run);
  }

  final void forgetFailuresInARow() {
    run = 0;
  }

  final long successes() {
    return successes;
  }

  /** Returns how many leases ended in failures of any kind but rejections. */
  final long failures() {
    AtomicLongArray seen = others;
    return seen == null ? 0 : seen.get(FAILURES) + seen.get(TIMEOUTS) + seen.get(CONNECT_FAILURES);
  }

  /** Whether nothing else was ever counted. */
  final boolean hasOnlySuccesses() {
    return others == null;
  }

  final OutcomeCounts counts() {
    AtomicLongArray seen = others;
    if (seen == null) {
      return new OutcomeCounts(successes, 0, 0, 0, 0, 0, 0);
    }
    return new OutcomeCounts(
        successes,
        seen.get(FAILURES),
        seen.get(TIMEOUTS),
        seen.get(CONNECT_FAILURES),
        seen.get(REJECTIONS),
        seen.get(IGNORED),
        seen.get(UNREPORTED),
        seen.get(GATEWAY_FAILURES),
        seen.get(BROKEN_CONNECTIONS));
  }

  private AtomicLongArray others() {
    AtomicLongArray seen = others;
    if (seen != null) {
      return seen;
    }
    AtomicLongArray made = new AtomicLongArray(PLACES);
    AtomicLongArray raced = (AtomicLongArray) OTHERS.compareAndExchange(this, null, made);
    return raced == null ? made : raced;
  }
}

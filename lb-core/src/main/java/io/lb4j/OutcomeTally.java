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
 * <p>Successes, nearly all there is, are not counted but concluded: they are the leases that have
 * ended and did not end otherwise. So a call that goes well costs one atomic operation less.
 *
 * <p>A success that ends while a failure is counted may come before or after it in the run, as it
 * may have come before or after it on the wire.
 */
abstract sealed class OutcomeTally permits SlotTally {

  /** How many bits of the number of ends there are, before it runs over. */
  static final int END_BITS = 40;

  private static final int UNUSED_BITS = Long.SIZE - END_BITS;

  // Places in the array of counts.
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
  // Leases that ended in no success, or, at first, in none that was reported in time.
  private static final int OTHER_ENDS = 9;
  private static final int LATE_SUCCESSES = 10;
  private static final int PLACES = 11;

  private static final VarHandle MOST_SUCCESSES;
  private static final VarHandle RUN;
  private static final VarHandle OTHERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MOST_SUCCESSES = lookup.findVarHandle(OutcomeTally.class, "mostSuccesses", long.class);
      RUN = lookup.findVarHandle(OutcomeTally.class, "run", long.class);
      OTHERS = lookup.findVarHandle(OutcomeTally.class, "others", AtomicLongArray.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // The most that were ever read; written by whoever reads.
  private volatile long mostSuccesses;
  // A packed run; written by whoever reports.
  private volatile long run;
  // By kind; made when the first outcome that is no success arrives, since most endpoints have
  // none.
  private volatile @Nullable AtomicLongArray others;

  /** Returns how many leases have ended, in the low {@value #END_BITS} bits. */
  abstract long ends();

  /**
   * Counts an outcome, but for a success; returns the {@linkplain PackedRun run} of failures that
   * it found.
   */
  final long count(Outcome outcome) {
    if (outcome.isSuccess()) {
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

  /** Counts a lease that is about to end, and in no success. */
  final void countOtherEnd() {
    others().incrementAndGet(OTHER_ENDS);
  }

  /** Counts a lease as a success after all. */
  final void countLateSuccess() {
    others().incrementAndGet(LATE_SUCCESSES);
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

  /** Returns how many leases ended in success; never less than before. */
  final long successes() {
    // In this order, since a lease is counted before it ends: one that is ending right now, while
    // it is read, may be taken off too early, but never be missed.
    long ends = ends();
    AtomicLongArray seen = others;
    long counted = seen == null ? ends : ends - seen.get(OTHER_ENDS) + seen.get(LATE_SUCCESSES);
    while (true) {
      long most = mostSuccesses;
      // Ends run over, so only the difference counts; enough unless nobody reads for 2^39 leases.
      long gained = (counted - most) << UNUSED_BITS >> UNUSED_BITS;
      if (gained <= 0) {
        return most;
      }
      if (MOST_SUCCESSES.compareAndSet(this, most, most + gained)) {
        return most + gained;
      }
    }
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
      return new OutcomeCounts(successes(), 0, 0, 0, 0, 0, 0);
    }
    return new OutcomeCounts(
        successes(),
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

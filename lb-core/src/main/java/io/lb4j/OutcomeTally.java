package io.lb4j;

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
abstract sealed class OutcomeTally permits EndpointState {

  // Places in the array of counts; successes have a field of their own.
  private static final int FAILURES = 0;
  private static final int TIMEOUTS = 1;
  private static final int CONNECT_FAILURES = 2;
  private static final int REJECTIONS = 3;
  private static final int IGNORED = 4;
  private static final int UNREPORTED = 5;
  // Not a count: when the newest failure was reported.
  private static final int FAILED_AT = 6;
  private static final int PLACES = 7;

  /** A run is two counts in one number: connect failures above, failures of all kinds below. */
  private static final int CONNECT_SHIFT = 32;

  private static final long FAILURE_MASK = (1L << CONNECT_SHIFT) - 1;

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
  private volatile long run;
  // By kind; made when the first outcome that is no success arrives, since most endpoints have
  // none.
  private volatile @Nullable AtomicLongArray others;

  /** Counts an outcome; true if it is a success that ended a run of failures. */
  final boolean count(Outcome.Kind kind) {
    switch (kind) {
      case SUCCESS -> {
        SUCCESSES.getAndAdd(this, 1L);
        if (run != 0) {
          run = 0;
          return true;
        }
      }
      case CONNECT_FAILURE -> {
        others().incrementAndGet(CONNECT_FAILURES);
        RUN.getAndAdd(this, (1L << CONNECT_SHIFT) + 1);
      }
      case FAILURE -> {
        others().incrementAndGet(FAILURES);
        extendByOtherFailure();
      }
      case TIMEOUT -> {
        others().incrementAndGet(TIMEOUTS);
        extendByOtherFailure();
      }
      case REJECTED -> others().incrementAndGet(REJECTIONS);
      case IGNORED -> others().incrementAndGet(IGNORED);
    }
    return false;
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

  /** A failure that is no connect failure shows that connecting works. */
  private void extendByOtherFailure() {
    long seen = run;
    while (!RUN.compareAndSet(this, seen, (seen & FAILURE_MASK) + 1)) {
      seen = run;
    }
  }

  final int failuresInARow() {
    return (int) Math.min(Integer.MAX_VALUE, run & FAILURE_MASK);
  }

  final int connectFailuresInARow() {
    return (int) (run >>> CONNECT_SHIFT);
  }

  final void forgetFailuresInARow() {
    run = 0;
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
        seen.get(UNREPORTED));
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

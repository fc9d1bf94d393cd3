package io.lb4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * Sums the latencies of one endpoint's successes, for judges that ask for them and for the scores
 * of regions. Written by callers, from any thread; each success is one atomic addition.
 *
 * <p>Count and sum share a long, so that they always belong together: 24 bits of count above 40
 * bits of sum, in units of 4 µs. Both run over in time. The difference of two readings is right all
 * the same, as long as the endpoint did not do more in between than the bits hold: 16 million
 * successes, or 7 000 requests in flight throughout the longest interval.
 */
final class LatencyTally {

  private static final int UNIT_SHIFT = 12;
  private static final long HALF_A_UNIT = 1L << (UNIT_SHIFT - 1);
  private static final int COUNT_SHIFT = 40;
  private static final long ONE = 1L << COUNT_SHIFT;

  /** A stream that is reported late must not fill the sum alone. */
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final VarHandle PACKED;

  static {
    try {
      PACKED = MethodHandles.lookup().findVarHandle(LatencyTally.class, "packed", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long packed;

  void add(long latencyNanos) {
    long units = (Math.min(latencyNanos, MAX_NANOS) + HALF_A_UNIT) >> UNIT_SHIFT;
    PACKED.getAndAdd(this, ONE + units);
  }

  /** Returns a reading that says something only beside another one. */
  long reading() {
    return packed;
  }

  static long countBetween(long earlier, long later) {
    return (later - earlier) >>> COUNT_SHIFT;
  }

  /** Returns the mean of what was added between two readings; NaN if that was nothing. */
  static double meanNanosBetween(long earlier, long later) {
    long sum = (later - earlier) & (ONE - 1);
    return (double) (sum << UNIT_SHIFT) / countBetween(earlier, later);
  }
}

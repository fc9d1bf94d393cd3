package io.lb4j.retry;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The latencies of the last one to two thousand answers, to an eighth of a power of two, in 2 kB.
 *
 * <p>Thread-safe. Old answers are forgotten by halving all counts; samples recorded meanwhile may
 * be lost, which moves a quantile by a thousandth at most.
 */
final class LatencyHistogram {

  private static final int FRACTION_BITS = 3;
  private static final int FRACTIONS = 1 << FRACTION_BITS;
  private static final int MAX_COUNT = 2048;

  private final AtomicIntegerArray buckets = new AtomicIntegerArray(Long.SIZE * FRACTIONS);
  private final AtomicInteger count = new AtomicInteger();

  void record(long latencyNanos) {
    buckets.incrementAndGet(bucket(Math.max(FRACTIONS, latencyNanos)));
    if (count.incrementAndGet() == MAX_COUNT) {
      halve();
    }
  }

  int count() {
    return count.get();
  }

  /** The upper end of the bucket that the quantile falls into; above every latency if empty. */
  long quantileNanos(double quantile) {
    double above = quantile * count.get();
    for (int i = 0; i < buckets.length(); i++) {
      above -= buckets.get(i);
      if (above <= 0 && buckets.get(i) > 0) {
        return upperNanos(i);
      }
    }
    return Long.MAX_VALUE;
  }

  private void halve() {
    int left = 0;
    for (int i = 0; i < buckets.length(); i++) {
      int half = buckets.get(i) >> 1;
      buckets.set(i, half);
      left += half;
    }
    count.set(left);
  }

  private static int bucket(long nanos) {
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int fraction = (int) (nanos >>> (exponent - FRACTION_BITS)) & (FRACTIONS - 1);
    return exponent * FRACTIONS + fraction;
  }

  private static long upperNanos(int bucket) {
    int exponent = bucket >> FRACTION_BITS;
    long lower = (long) (FRACTIONS + (bucket & (FRACTIONS - 1))) << (exponent - FRACTION_BITS);
    return lower + (1L << (exponent - FRACTION_BITS)) - 1;
  }
}

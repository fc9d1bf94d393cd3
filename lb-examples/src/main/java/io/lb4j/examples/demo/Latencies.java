package io.lb4j.examples.demo;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of the last three seconds, each of them: at some hundred a second that is simple,
 * and the percentiles are exact.
 */
final class Latencies {

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(3);

  private record Sample(long endedNanos, long tookNanos) {}

  // Guarded by this.
  private final Deque<Sample> samples = new ArrayDeque<>();

  synchronized void record(long endedNanos, long tookNanos) {
    samples.add(new Sample(endedNanos, tookNanos));
    forget(endedNanos);
  }

  /** Milliseconds below which that part of the latencies is, or null if there are none. */
  synchronized @Nullable Double quantileMillis(double part, long nowNanos) {
    forget(nowNanos);
    if (samples.isEmpty()) {
      return null;
    }
    long[] sorted = samples.stream().mapToLong(Sample::tookNanos).toArray();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(part * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  private void forget(long nowNanos) {
    while (!samples.isEmpty() && nowNanos - samples.getFirst().endedNanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
  }
}

package io.lb4j.route;

import io.lb4j.request.Outcome;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts how a variant's requests went; thread-safe, and only ever grows. */
final class VariantTally {

  private final LongAdder successes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicLongArray latencies = new AtomicLongArray(LatencyGrid.SIZE);

  void record(Outcome outcome, long latencyNanos) {
    if (outcome.isSuccess()) {
      // Failures are fast or as slow as a time-out; either would hide how fast the variant is.
      latencies.incrementAndGet(LatencyGrid.bucket(latencyNanos));
      successes.increment();
    } else if (outcome.isFailure()) {
      failures.increment();
    }
  }

  VariantFigures figures() {
    long[] counts = new long[LatencyGrid.SIZE];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = latencies.get(i);
    }
    return new VariantFigures(successes.sum(), failures.sum(), counts);
  }
}

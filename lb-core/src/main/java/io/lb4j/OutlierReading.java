package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EndpointWindow;
import io.lb4j.stats.OutcomeCounts;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's counters showed when an interval of {@link OutlierWatch} began. Large sets
 * have millions of these, so counts are kept only of endpoints that had more than successes.
 *
 * @param successes all that was counted, if there are no counts
 * @param counts null while nothing but successes was counted
 * @param latencies a reading of {@link LatencyTally}
 * @param warmingUp whether it was in its slow start
 */
record OutlierReading(
    long successes, @Nullable OutcomeCounts counts, long latencies, boolean warmingUp) {

  /** Of an endpoint that has done nothing. */
  static final OutlierReading ZERO = new OutlierReading(0, null, 0, false);

  /** Reads; returns the earlier reading itself if it says the same, as of endpoints at rest. */
  static OutlierReading of(EndpointState<?> state, OutlierReading earlier) {
    boolean warmingUp = state.ramp() != null;
    long latencies = state.latencies();
    if (!state.hasOnlySuccesses()) {
      return new OutlierReading(0, state.counts(), latencies, warmingUp);
    }
    long successes = state.successes();
    return earlier.counts == null
            && earlier.successes == successes
            && earlier.latencies == latencies
            && earlier.warmingUp == warmingUp
        ? earlier
        : new OutlierReading(successes, null, latencies, warmingUp);
  }

  /** What the endpoint has done since another reading. */
  EndpointWindow since(OutlierReading earlier, Endpoint<?> endpoint) {
    return new EndpointWindow(
        endpoint,
        equals(earlier) ? OutcomeCounts.NONE : allCounts().since(earlier.allCounts()),
        LatencyTally.countBetween(earlier.latencies, latencies),
        LatencyTally.meanNanosBetween(earlier.latencies, latencies),
        warmingUp || earlier.warmingUp);
  }

  private OutcomeCounts allCounts() {
    return counts == null ? new OutcomeCounts(successes, 0, 0, 0, 0, 0, 0) : counts;
  }
}

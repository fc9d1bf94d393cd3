package io.lb4j.examples.quickstart;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What the clients measured. At some hundred calls a second one lock for everything is simple, and
 * nobody waits for it.
 */
final class Figures {

  /** The answers of one endpoint since the last look; no percentile without any. */
  record Recent(long answers, double p99Millis) {
    static final Recent NONE = new Recent(0, Double.NaN);
  }

  private static final int FAILURES_KEPT = 5;
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double ROUNDING = 10_000;

  // Guarded by this.
  private final Histogram micros = new Histogram(SIGNIFICANT_DIGITS);
  private final Map<String, Histogram> recentMicros = new HashMap<>();
  private final Map<Phase, Map<String, Long>> answers = new EnumMap<>(Phase.class);
  private final List<String> firstFailures = new ArrayList<>();
  private Phase phase = Phase.STEADY;
  private long failures;
  private long retries;

  /** What is answered from now on belongs to another phase. */
  synchronized void enter(Phase next) {
    phase = next;
  }

  synchronized void answered(String endpointId, long nanos, int attempts) {
    long took = TimeUnit.NANOSECONDS.toMicros(nanos);
    micros.recordValue(took);
    recentMicros
        .computeIfAbsent(endpointId, id -> new Histogram(SIGNIFICANT_DIGITS))
        .recordValue(took);
    answers.computeIfAbsent(phase, p -> new HashMap<>()).merge(endpointId, 1L, Long::sum);
    retries += attempts - 1;
  }

  synchronized void failed(String why, int attempts) {
    failures++;
    retries += Math.max(0, attempts - 1); // There is none if no endpoint was to be had.
    if (firstFailures.size() < FAILURES_KEPT) {
      firstFailures.add(why);
    }
  }

  synchronized long calls() {
    return micros.getTotalCount() + failures;
  }

  synchronized long failures() {
    return failures;
  }

  synchronized long retries() {
    return retries;
  }

  /** Why the first calls failed, if any did. */
  synchronized List<String> firstFailures() {
    return List.copyOf(firstFailures);
  }

  /** Latency of all answered calls, or NaN without any. */
  synchronized double percentileMillis(double percentile) {
    return millis(micros, percentile);
  }

  /** By endpoint, since this was last called. */
  synchronized Map<String, Recent> takeRecent() {
    Map<String, Recent> recent = new HashMap<>();
    recentMicros.forEach(
        (id, histogram) ->
            recent.put(id, new Recent(histogram.getTotalCount(), millis(histogram, 99))));
    recentMicros.values().forEach(Histogram::reset);
    return recent;
  }

  /** Each endpoint's part of the answers of some phases, in the order of the ids. */
  synchronized Map<String, Double> shares(Phase first, Phase last) {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach(
        (of, byId) -> {
          if (of.compareTo(first) >= 0 && of.compareTo(last) <= 0) {
            byId.forEach((id, count) -> counts.merge(id, count, Long::sum));
          }
        });
    double total = counts.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Double> shares = new TreeMap<>();
    counts.forEach((id, count) -> shares.put(id, Math.round(ROUNDING * count / total) / ROUNDING));
    return shares;
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0
        ? Double.NaN
        : micros.getValueAtPercentile(percentile) / 1000.0;
  }
}

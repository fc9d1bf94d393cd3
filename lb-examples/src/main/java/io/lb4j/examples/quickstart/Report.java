package io.lb4j.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of it, all of it measured. The components are the keys of the JSON.
 *
 * @param ok whether no call failed and no ejected endpoint was given a call but its probes
 * @param rate calls per second that the clients tried to make
 * @param calls how many they made
 * @param failures of these, how many brought an exception or a wrong answer
 * @param retries attempts beyond the first of each call
 * @param ejections how often endpoints were ejected, failed probes included
 * @param probes calls that tested an ejected endpoint
 * @param strayCalls calls given to ejected endpoints beyond their probes
 * @param watchedEjections on how many stays out of traffic that count rests
 * @param shares each endpoint's part of the answers
 * @param sharesByPhase the same within each phase
 * @param slowShare the slow server's part of the answers from when it was slow
 * @param p50Ms latency of calls, retries included; so are the other two
 */
record Report(
    boolean ok,
    double seconds,
    int rate,
    long calls,
    long failures,
    long retries,
    long ejections,
    long probes,
    long strayCalls,
    long watchedEjections,
    Map<String, Double> shares,
    Map<String, Map<String, Double>> sharesByPhase,
    double slowShare,
    double p50Ms,
    double p99Ms,
    double maxMs) {

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  static Report of(double seconds, int rate, String slowId, Figures figures, EndpointWatch watch) {
    Map<String, Map<String, Double>> byPhase = new LinkedHashMap<>();
    for (Phase phase : Phase.values()) {
      byPhase.put(phase.title(), figures.shares(phase, phase));
    }
    Map<String, Double> sinceSlow = figures.shares(Phase.SLOW, Phase.RETURNED);
    return new Report(
        figures.failures() == 0 && watch.strayCalls() == 0,
        seconds,
        rate,
        figures.calls(),
        figures.failures(),
        figures.retries(),
        watch.ejections(),
        watch.probes(),
        watch.strayCalls(),
        watch.watchedEjections(),
        figures.shares(Phase.STEADY, Phase.RETURNED),
        byPhase,
        sinceSlow.getOrDefault(slowId, 0.0),
        figures.percentileMillis(50),
        figures.percentileMillis(99),
        figures.percentileMillis(100));
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers cannot fail to become JSON", e);
    }
  }
}

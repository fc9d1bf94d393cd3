package io.lb4j.micrometer;

import io.lb4j.LeaseObserver;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times all attempts: by kind and outcome without buckets, and all together with buckets. A
 * histogram for each kind and outcome would be hundreds of time series.
 */
final class AttemptMeters implements LeaseObserver {

  // Every kind is a key from the beginning.
  private final Map<AttemptKind, OutcomeTimers> byKind = new EnumMap<>(AttemptKind.class);
  private final @Nullable Timer all;

  AttemptMeters(OwnMeters meters, List<Duration> buckets) {
    for (AttemptKind kind : AttemptKind.values()) {
      byKind.put(
          kind,
          new OutcomeTimers(
              meters,
              "lb.client.requests",
              "Requests to endpoints, and how long they took until the answer",
              "attempt",
              TagValue.of(kind)));
    }
    this.all =
        meters.add(
            (registry, tags) ->
                Timer.builder("lb.client.duration")
                    .description("How long requests took until the answer, but for ignored ones")
                    .tags(tags)
                    .serviceLevelObjectives(buckets.toArray(Duration[]::new))
                    .register(registry));
  }

  @Override
  public void reported(
      Endpoint<?> endpoint, AttemptKind attempt, Outcome outcome, long latencyNanos) {
    Objects.requireNonNull(byKind.get(attempt)).record(outcome.kind(), latencyNanos);
    if (all != null && outcome.kind() != Outcome.Kind.IGNORED) {
      all.record(latencyNanos, TimeUnit.NANOSECONDS);
    }
  }
}

package io.lb4j.micrometer;

import io.lb4j.request.Outcome;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Timers of one name, one for each outcome, registered when it is first seen. Thread-safe. */
final class OutcomeTimers {

  private final OwnMeters meters;
  private final String name;
  private final String description;
  private final String tag;
  private final String value;
  private final Map<Outcome.Kind, Timer> timers = new ConcurrentHashMap<>();

  OutcomeTimers(OwnMeters meters, String name, String description, String tag, String value) {
    this.meters = meters;
    this.name = name;
    this.description = description;
    this.tag = tag;
    this.value = value;
  }

  void record(Outcome.Kind outcome, long nanos) {
    Timer timer = timers.get(outcome);
    if (timer == null) {
      timer = register(outcome);
    }
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Two threads may both register it; the registry gives them the same. */
  private @Nullable Timer register(Outcome.Kind outcome) {
    Timer timer =
        meters.add(
            (registry, tags) ->
                Timer.builder(name)
                    .description(description)
                    .tags(tags)
                    .tag(tag, value)
                    .tag("outcome", TagValue.of(outcome))
                    .register(registry));
    if (timer != null) {
      timers.put(outcome, timer);
    }
    return timer;
  }

  void remove() {
    timers.values().forEach(meters::remove);
  }
}

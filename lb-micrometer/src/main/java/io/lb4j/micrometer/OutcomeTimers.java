package io.lb4j.micrometer;

import io.lb4j.request.Outcome;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Timers of one name, one for each outcome, registered when it is first seen. Thread-safe. */
final class OutcomeTimers {

  private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

  private final OwnMeters meters;
  private final String name;
  private final String description;
  private final String tag;
  private final String value;
  private final AtomicReferenceArray<Timer> timers = new AtomicReferenceArray<>(KINDS.length);

  OutcomeTimers(OwnMeters meters, String name, String description, String tag, String value) {
    this.meters = meters;
    this.name = name;
    this.description = description;
    this.tag = tag;
    this.value = value;
  }

  void record(Outcome.Kind outcome, long nanos) {
    Timer timer = timers.get(outcome.ordinal());
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
      timers.set(outcome.ordinal(), timer);
    }
    return timer;
  }

  void remove() {
    for (int i = 0; i < KINDS.length; i++) {
      Timer timer = timers.get(i);
      if (timer != null) {
        meters.remove(timer);
      }
    }
  }
}

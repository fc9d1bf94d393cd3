package io.lb4j;

import io.lb4j.snapshot.EjectionCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Counts ejections by cause. Written under the control loop's lock, read by anyone. */
final class EjectionTally {

  // Every cause is a key from the beginning.
  private final Map<EjectionCause, AtomicLong> counts = new EnumMap<>(EjectionCause.class);

  EjectionTally() {
    for (EjectionCause cause : EjectionCause.values()) {
      counts.put(cause, new AtomicLong());
    }
  }

  void count(EjectionCause cause) {
    Objects.requireNonNull(counts.get(cause)).incrementAndGet();
  }

  Map<EjectionCause, Long> byCause() {
    Map<EjectionCause, Long> all = new EnumMap<>(EjectionCause.class);
    counts.forEach((cause, count) -> all.put(cause, count.get()));
    return all;
  }
}

package io.lb4j;

import io.lb4j.snapshot.EjectionCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts ejections by cause. Written under the control loop's lock, read by anyone. */
final class EjectionTally {

  private final AtomicLongArray counts = new AtomicLongArray(EjectionCause.values().length);

  void count(EjectionCause cause) {
    counts.incrementAndGet(cause.ordinal());
  }

  Map<EjectionCause, Long> byCause() {
    Map<EjectionCause, Long> all = new EnumMap<>(EjectionCause.class);
    for (EjectionCause cause : EjectionCause.values()) {
      all.put(cause, counts.get(cause.ordinal()));
    }
    return all;
  }
}

package io.lb4j.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The meters that a binding has registered, and none after its end. Thread-safe. */
final class OwnMeters {

  private final MeterRegistry registry;
  private final Tags tags;
  // Guarded by this.
  private final Set<Meter> meters = new LinkedHashSet<>();
  private boolean closed;

  OwnMeters(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /**
   * Registers a meter.
   *
   * @param register is given the registry, and the tags that every meter has
   * @return the meter, or null if the binding has ended
   */
  synchronized <M extends Meter> @Nullable M add(BiFunction<MeterRegistry, Tags, M> register) {
    if (closed) {
      return null;
    }
    M meter = register.apply(registry, tags);
    meters.add(meter);
    return meter;
  }

  synchronized void remove(Meter meter) {
    if (meters.remove(meter)) {
      registry.remove(meter);
    }
  }

  synchronized boolean areRemoved() {
    return closed;
  }

  synchronized void removeAll() {
    closed = true;
    meters.forEach(registry::remove);
    meters.clear();
  }
}

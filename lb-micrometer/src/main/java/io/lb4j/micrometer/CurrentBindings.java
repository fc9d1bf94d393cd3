package io.lb4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which binding shows the meters of a name in a registry: the last that began. A registry gives two
 * of them the same meters, and what the first removes in the end would be the second's.
 *
 * <p>Thread-safe. Keeps neither registries nor balancers in memory.
 */
final class CurrentBindings {

  // Guarded by itself.
  private static final Map<MeterRegistry, Map<Tags, WeakReference<Binding>>> CURRENT =
      new WeakHashMap<>();

  private CurrentBindings() {}

  /** Ends what has shown these tags so far. */
  static void endAt(MeterRegistry registry, Tags tags) {
    Binding ended = find(registry, tags);
    if (ended != null) {
      ended.close();
    }
  }

  private static @Nullable Binding find(MeterRegistry registry, Tags tags) {
    synchronized (CURRENT) {
      WeakReference<Binding> current = CURRENT.getOrDefault(registry, Map.of()).get(tags);
      return current == null ? null : current.get();
    }
  }

  static void begin(MeterRegistry registry, Tags tags, Binding binding) {
    synchronized (CURRENT) {
      CURRENT
          .computeIfAbsent(registry, any -> new HashMap<>())
          .put(tags, new WeakReference<>(binding));
    }
  }

  /** Forgets a binding, unless another has taken its place. */
  static void end(MeterRegistry registry, Binding binding) {
    synchronized (CURRENT) {
      Map<Tags, WeakReference<Binding>> current = CURRENT.get(registry);
      if (current != null) {
        current.values().removeIf(one -> one.refersTo(binding) || one.refersTo(null));
      }
    }
  }
}

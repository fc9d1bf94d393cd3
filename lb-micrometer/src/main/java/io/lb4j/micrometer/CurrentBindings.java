package io.lb4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

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

  /**
   * Ends what has shown these tags so far, and begins another. One at a time, and with the meters
   * made meanwhile, or two that begin at once would both go on.
   */
  static Binding begin(MeterRegistry registry, Tags tags, Supplier<Binding> next) {
    synchronized (CURRENT) {
      WeakReference<Binding> current = CURRENT.getOrDefault(registry, Map.of()).get(tags);
      Binding ended = current == null ? null : current.get();
      if (ended != null) {
        ended.close();
      }
      Binding begun = next.get();
      CURRENT
          .computeIfAbsent(registry, any -> new HashMap<>())
          .put(tags, new WeakReference<>(begun));
      return begun;
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

package io.lb4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which binding shows the meters of a name in one registry: the last that began. A registry gives
 * two of them the same meters, and what the first removes in the end would be the second's.
 *
 * <p>Thread-safe. Keeps neither registries nor balancers in memory.
 */
final class CurrentBindings {

  // Guarded by itself.
  private static final Map<MeterRegistry, CurrentBindings> ALL = new WeakHashMap<>();

  // Guarded by this.
  private final Map<Tags, WeakReference<Binding>> byTags = new HashMap<>();

  private CurrentBindings() {}

  static CurrentBindings in(MeterRegistry registry) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(registry, any -> new CurrentBindings());
    }
  }

  /**
   * Ends what has shown these tags so far, and begins another. One at a time, with the meters made
   * meanwhile, or two that begin at once would both have them.
   */
  synchronized Binding begin(Tags tags, Supplier<Binding> next) {
    Binding ended = current(tags);
    if (ended != null) {
      ended.close();
    }
    Binding begun = next.get();
    byTags.put(tags, new WeakReference<>(begun));
    return begun;
  }

  private @Nullable Binding current(Tags tags) {
    WeakReference<Binding> current = byTags.get(tags);
    return current == null ? null : current.get();
  }

  /** Forgets a binding, unless another has taken its place. */
  synchronized void end(Binding binding) {
    byTags.values().removeIf(one -> one.refersTo(binding) || one.refersTo(null));
  }
}

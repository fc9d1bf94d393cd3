package io.lb4j.micrometer;

import io.lb4j.Balancer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * Shows what a balancer does as Micrometer meters: how its requests go, what its endpoints are
 * like, and what it decides.
 *
 * <pre>{@code
 * BalancerMetrics.of(orders).bindTo(registry);
 * }</pre>
 *
 * <p>All meters carry the tags {@code lb.name}, the balancer's name, and {@code policy}. Of two
 * balancers with the same ones in one registry only the last that was bound is shown, as when one
 * is built anew; to see both, give them different names or {@link MetricsOptions#withTags tags}.
 * There are fewer than 100 time series, however many endpoints there are, unless {@link
 * MetricsOptions#withEndpoints} asks for more.
 *
 * <p>The meters are removed when the balancer is closed, a moment later, or by {@link #close}. The
 * registry does not keep an abandoned balancer in memory.
 *
 * <p>Thread-safe. Every request is timed when it is reported, which costs about a tenth of a
 * microsecond for each registry; all else is read from one {@link Balancer#snapshot()} per scrape,
 * which costs O(n) and is kept for half a second.
 */
public final class BalancerMetrics implements MeterBinder, AutoCloseable {

  private final Balancer<?> balancer;
  private final MetricsOptions options;
  // Guarded by this.
  private final IdentityHashMap<MeterRegistry, Binding> bindings = new IdentityHashMap<>();

  private BalancerMetrics(Balancer<?> balancer, MetricsOptions options) {
    this.balancer = Objects.requireNonNull(balancer, "balancer");
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Makes the binder of a balancer.
   *
   * @param balancer whose meters they are
   * @return a binder that is bound to no registry yet
   */
  public static BalancerMetrics of(Balancer<?> balancer) {
    return of(balancer, MetricsOptions.defaults());
  }

  /**
   * Makes the binder of a balancer.
   *
   * @param balancer whose meters they are
   * @param options what to show
   * @return a binder that is bound to no registry yet
   */
  public static BalancerMetrics of(Balancer<?> balancer, MetricsOptions options) {
    return new BalancerMetrics(balancer, options);
  }

  /**
   * Registers the meters. Does nothing if they are in the registry already, or the balancer is
   * closed.
   *
   * @param registry where
   */
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    if (!bindings.containsKey(registry)) {
      Binding binding = Binding.start(balancer, options, registry);
      if (binding != null) {
        bindings.put(registry, binding);
      }
    }
  }

  /** Removes the meters from all registries. The balancer stays open. */
  @Override
  public synchronized void close() {
    bindings.values().forEach(Binding::close);
    bindings.clear();
  }

  @Override
  public String toString() {
    return "BalancerMetrics[" + balancer.name() + ", " + options + "]";
  }
}

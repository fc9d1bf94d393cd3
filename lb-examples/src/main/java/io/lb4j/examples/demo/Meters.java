package io.lb4j.examples.demo;

import io.lb4j.Balancer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.micrometer.BalancerMetrics;
import io.lb4j.micrometer.MetricsOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** The meters of both sides' balancers, as Prometheus reads them. Thread-safe. */
final class Meters {

  /** The type of {@link #scrape}. */
  static final String TEXT_FORM = "text/plain; version=0.0.4; charset=utf-8";

  private static final MetricsOptions OPTIONS = MetricsOptions.defaults().withEndpoints(Fleet.SIZE);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  // Guarded by this.
  private final Map<SideName, BalancerMetrics> shown = new EnumMap<>(SideName.class);

  /** Shows a side's balancer, in place of the one that the side had before. */
  synchronized void show(SideName side, Balancer<?> balancer) {
    BalancerMetrics anew = BalancerMetrics.of(balancer, OPTIONS);
    BalancerMetrics before = shown.put(side, anew);
    // First, since a registry tells meters apart by name and tags, and these may be the same.
    if (before != null) {
      before.close();
    }
    anew.bindTo(registry);
  }

  /** Everything, at this moment. */
  synchronized String scrape() {
    return registry.scrape();
  }
}

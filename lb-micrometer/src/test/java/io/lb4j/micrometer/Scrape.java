package io.lb4j.micrometer;

import io.lb4j.Balancer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What Prometheus would read. */
final class Scrape {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  Scrape of(Balancer<?> balancer, MetricsOptions options) {
    BalancerMetrics.of(balancer, options).bindTo(registry);
    return this;
  }

  String text() {
    return registry.scrape();
  }

  /** The lines that are time series. */
  List<String> series() {
    return text().lines().filter(line -> !line.startsWith("#")).toList();
  }

  /** The names of the time series. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    series().forEach(line -> names.add(line.split("[{ ]", 2)[0]));
    return names;
  }
}

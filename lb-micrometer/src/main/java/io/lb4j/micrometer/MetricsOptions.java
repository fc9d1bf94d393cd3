package io.lb4j.micrometer;

import io.lb4j.time.Durations;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.List;

/** What may be chosen about a balancer's meters. Immutable and thread-safe. */
public final class MetricsOptions {

  private static final MetricsOptions DEFAULTS =
      new MetricsOptions(
          List.of(
              Duration.ofMillis(5),
              Duration.ofMillis(10),
              Duration.ofMillis(25),
              Duration.ofMillis(50),
              Duration.ofMillis(100),
              Duration.ofMillis(250),
              Duration.ofSeconds(1),
              Duration.ofSeconds(5)),
          0,
          List.of());

  private final List<Duration> buckets;
  private final int maxEndpoints;
  private final List<Tag> tags;

  private MetricsOptions(List<Duration> buckets, int maxEndpoints, List<Tag> tags) {
    this.buckets = buckets;
    this.maxEndpoints = maxEndpoints;
    this.tags = tags;
  }

  /**
   * Returns the defaults: buckets from 5 ms to 5 s, no meters of single endpoints, no further tags.
   *
   * @return the defaults
   */
  public static MetricsOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets the upper bounds of the buckets of {@code lb.client.duration}, of which quantiles are
   * estimated. Each is one more time series. Without any, only count, sum and maximum are kept.
   *
   * @param buckets positive, in any order
   * @return a changed copy
   * @throws IllegalArgumentException if one is not positive
   */
  public MetricsOptions withBuckets(Duration... buckets) {
    for (Duration bucket : buckets) {
      if (bucket.isNegative() || bucket.isZero()) {
        throw new IllegalArgumentException(
            "bucket is " + Durations.text(bucket) + "; it must be positive");
      }
    }
    return new MetricsOptions(List.of(buckets), maxEndpoints, tags);
  }

  /**
   * Also counts and times the requests of each endpoint, as {@code lb.endpoint.requests} with the
   * tag {@code endpoint}. Endpoints that come when so many have a tag value of their own share the
   * value {@code other}, until others leave. Up to 18 time series for each.
   *
   * @param max how many endpoints, at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public MetricsOptions withEndpoints(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max is " + max + "; it must be at least 1");
    }
    return new MetricsOptions(buckets, max, tags);
  }

  /**
   * Adds tags to all meters, beside {@code lb.name} and {@code policy}.
   *
   * @param tags replace those set before
   * @return a changed copy
   */
  public MetricsOptions withTags(Tag... tags) {
    return new MetricsOptions(buckets, maxEndpoints, List.of(tags));
  }

  List<Duration> buckets() {
    return buckets;
  }

  /** 0 if single endpoints have no meters. */
  int maxEndpoints() {
    return maxEndpoints;
  }

  List<Tag> tags() {
    return tags;
  }

  @Override
  public String toString() {
    return "MetricsOptions[buckets="
        + buckets.stream().map(Durations::text).toList()
        + ", maxEndpoints="
        + maxEndpoints
        + ", tags="
        + tags
        + "]";
  }
}

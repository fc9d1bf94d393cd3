package io.lb4j.zone;

import io.lb4j.endpoint.Names;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What makes a region a good one: a·latency + b·load + c·cost points, less is better. Immutable.
 *
 * @param latencyWeight a: points per millisecond
 * @param loadWeight b: points of a region that is at its limits; one half full has half of them
 * @param costWeight c: points per unit of cost
 * @param costs by region, in a unit of your own; regions without one cost nothing
 * @param expectedMillis latencies by region that count until some were seen
 */
public record RegionScore(
    double latencyWeight,
    double loadWeight,
    double costWeight,
    Map<String, Double> costs,
    Map<String, Double> expectedMillis) {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MOST = 1e15;
  private static final RegionScore DEFAULTS = new RegionScore(1, 0, 1, Map.of(), Map.of());

  /**
   * Checks the values.
   *
   * @param latencyWeight {@link #latencyWeight()}
   * @param loadWeight {@link #loadWeight()}
   * @param costWeight {@link #costWeight()}
   * @param costs {@link #costs()}
   * @param expectedMillis {@link #expectedMillis()}
   * @throws IllegalArgumentException if one is negative or infinite, or all weights are 0
   */
  public RegionScore {
    require("latencyWeight", latencyWeight);
    require("loadWeight", loadWeight);
    require("costWeight", costWeight);
    if (latencyWeight + loadWeight + costWeight == 0) {
      throw new IllegalArgumentException(
          "neither latency, load nor cost has a weight above 0; at least one must");
    }
    costs = Map.copyOf(costs);
    costs.forEach((region, cost) -> require("the cost of region " + region, cost));
    expectedMillis = Map.copyOf(expectedMillis);
    expectedMillis.forEach(
        (region, millis) -> require("the expected latency of region " + region, millis));
  }

  /**
   * Returns the defaults.
   *
   * @return one point per millisecond and per unit of cost, of which there is none; load does not
   *     count
   */
  public static RegionScore defaults() {
    return DEFAULTS;
  }

  /**
   * Sets what counts how much.
   *
   * @param latencyWeight {@link #latencyWeight()}
   * @param loadWeight {@link #loadWeight()}
   * @param costWeight {@link #costWeight()}
   * @return a changed copy
   */
  public RegionScore withWeights(double latencyWeight, double loadWeight, double costWeight) {
    return new RegionScore(latencyWeight, loadWeight, costWeight, costs, expectedMillis);
  }

  /**
   * Sets what a request to a region costs.
   *
   * @param region its name
   * @param cost not negative, in the same unit for all regions
   * @return a changed copy
   */
  public RegionScore withCost(String region, double cost) {
    return new RegionScore(
        latencyWeight, loadWeight, costWeight, with(costs, region, cost), expectedMillis);
  }

  /**
   * Sets what counts as a region's latency until some was seen.
   *
   * @param region its name
   * @param latency not negative
   * @return a changed copy
   */
  public RegionScore withExpectedLatency(String region, Duration latency) {
    double millis = latency.toNanos() / NANOS_PER_MILLI;
    return new RegionScore(
        latencyWeight, loadWeight, costWeight, costs, with(expectedMillis, region, millis));
  }

  /**
   * Scores a region.
   *
   * @param region what was seen of it
   * @return its points; NaN if latency counts and nothing is known of it
   */
  public double of(ObservedRegion region) {
    double millis = region.latencyMillis();
    if (Double.isNaN(millis)) {
      millis = expectedMillis.getOrDefault(region.name(), Double.NaN);
    }
    double byLatency = latencyWeight == 0 ? 0 : latencyWeight * millis;
    return byLatency + withoutLatency(region);
  }

  double withoutLatency(ObservedRegion region) {
    return loadWeight * region.load() + costWeight * costs.getOrDefault(region.name(), 0.0);
  }

  private static void require(String what, double value) {
    if (!(value >= 0 && value <= MOST)) {
      throw new IllegalArgumentException(
          Names.escape(what) + " is " + value + "; it must be finite and not negative");
    }
  }

  private static Map<String, Double> with(Map<String, Double> values, String region, double value) {
    Map<String, Double> more = new HashMap<>(values);
    more.put(Names.require("region", region), value);
    return more;
  }
}

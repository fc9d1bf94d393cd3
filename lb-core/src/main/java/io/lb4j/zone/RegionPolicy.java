package io.lb4j.zone;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends traffic to the region with the best score: a·latency + b·load + c·cost, less is better.
 * What it cannot carry goes to the next best, at once; what it can carry again comes back
 * gradually. Immutable.
 *
 * <ul>
 *   <li>Latency is a moving average of this balancer's own successful requests to the region, in
 *       milliseconds. Until there are some it is what {@link #withExpectedLatency} says; of regions
 *       of which neither is known, the home region comes first and the others after all that are
 *       known.
 *   <li>Load is this balancer's requests in flight ÷ its limits on the region's endpoints,
 *       configured or adaptive; 0 without limits.
 *   <li>Cost is what {@link #withCost} says, in a unit of your own.
 * </ul>
 *
 * <p>A region can carry 1.4 times the healthy part of its endpoints, 100 % at most, counted by
 * weight. Once per interval up to one step of the traffic moves to regions with a better score, and
 * only if it is better by more than the hysteresis. So a region that returns from an outage fills
 * up in ten intervals, and regions with similar scores do not swing. Everything is computed on the
 * control side; a request costs one random number.
 *
 * <p>Not for regions that share one store with one writer, and not to keep traffic in a zone:
 * latencies within a region differ too little; see {@link ZonePolicy}.
 *
 * @param home the client's own region: it has all the traffic as long as nothing is known
 * @param latencyWeight a: points per millisecond; 1 unless set
 * @param loadWeight b: points of a region at its limits; 0 unless set
 * @param costWeight c: points per unit of cost; 1 unless set
 * @param costs by region; regions without one cost nothing
 * @param expectedMillis latencies by region, for as long as none was seen
 * @param interval of one step; 5 s unless set
 * @param step the part of all traffic that may move in an interval, above 0 to 1; 0.1 unless set
 * @param hysteresis by what part of itself a score must be better for traffic to move; 0.1 unless
 *     set
 * @param overprovisioning 1 to 100; 1.4 unless set
 */
public record RegionPolicy(
    String home,
    double latencyWeight,
    double loadWeight,
    double costWeight,
    Map<String, Double> costs,
    Map<String, Double> expectedMillis,
    Duration interval,
    double step,
    double hysteresis,
    double overprovisioning)
    implements LocalityPolicy {

  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * Checks the values.
   *
   * @param home {@link #home()}
   * @param latencyWeight {@link #latencyWeight()}
   * @param loadWeight {@link #loadWeight()}
   * @param costWeight {@link #costWeight()}
   * @param costs {@link #costs()}
   * @param expectedMillis {@link #expectedMillis()}
   * @param interval {@link #interval()}
   * @param step {@link #step()}
   * @param hysteresis {@link #hysteresis()}
   * @param overprovisioning {@link #overprovisioning()}
   * @throws IllegalArgumentException if one is out of its range
   */
  public RegionPolicy {
    Names.require("the home region", home);
    requireNotNegative("latencyWeight", latencyWeight);
    requireNotNegative("loadWeight", loadWeight);
    requireNotNegative("costWeight", costWeight);
    costs = Map.copyOf(costs);
    costs.forEach((region, cost) -> requireNotNegative("the cost of " + region, cost));
    expectedMillis = Map.copyOf(expectedMillis);
    expectedMillis.forEach(
        (region, millis) -> requireNotNegative("the expected latency of " + region, millis));
    Durations.requirePositive("interval", interval);
    if (!(step >= 1e-3 && step <= 1)) {
      throw new IllegalArgumentException("step is " + step + "; it must be between 0.001 and 1");
    }
    requireNotNegative("hysteresis", hysteresis);
    Overprovisioning.require(overprovisioning);
  }

  /**
   * Starts with a client's own region.
   *
   * @param home where the client is, as its endpoints name it
   * @return the defaults: one point per millisecond and unit of cost, load does not count
   * @throws IllegalArgumentException if the name is blank or holds control characters
   */
  public static RegionPolicy at(String home) {
    return new RegionPolicy(
        home, 1, 0, 1, Map.of(), Map.of(), Duration.ofSeconds(5), 0.1, 0.1, Overprovisioning.USUAL);
  }

  /**
   * Sets what counts how much.
   *
   * @param latencyWeight points per millisecond
   * @param loadWeight points of a region that is at its limits; a region half full has half of them
   * @param costWeight points per unit of cost
   * @return a changed copy
   */
  public RegionPolicy withWeights(double latencyWeight, double loadWeight, double costWeight) {
    return new RegionPolicy(
        home,
        latencyWeight,
        loadWeight,
        costWeight,
        costs,
        expectedMillis,
        interval,
        step,
        hysteresis,
        overprovisioning);
  }

  /**
   * Sets what a request to a region costs.
   *
   * @param region its name
   * @param cost not negative, in the same unit for all regions
   * @return a changed copy
   */
  public RegionPolicy withCost(String region, double cost) {
    return new RegionPolicy(
        home,
        latencyWeight,
        loadWeight,
        costWeight,
        with(costs, region, cost),
        expectedMillis,
        interval,
        step,
        hysteresis,
        overprovisioning);
  }

  /**
   * Sets what counts as a region's latency until some was seen.
   *
   * @param region its name
   * @param latency not negative
   * @return a changed copy
   */
  public RegionPolicy withExpectedLatency(String region, Duration latency) {
    return new RegionPolicy(
        home,
        latencyWeight,
        loadWeight,
        costWeight,
        costs,
        with(expectedMillis, region, latency.toNanos() / NANOS_PER_MILLI),
        interval,
        step,
        hysteresis,
        overprovisioning);
  }

  /**
   * Sets how fast traffic moves to a better region. Away from one that cannot serve it moves at
   * once, whatever is set.
   *
   * @param step the part of all traffic that may move in one interval, 0.001 to 1
   * @param interval positive; also the time that averages of latency and load look back
   * @return a changed copy
   */
  public RegionPolicy withSteps(double step, Duration interval) {
    return new RegionPolicy(
        home,
        latencyWeight,
        loadWeight,
        costWeight,
        costs,
        expectedMillis,
        interval,
        step,
        hysteresis,
        overprovisioning);
  }

  /**
   * Sets by how much a region must be better.
   *
   * @param hysteresis 0.1 for a tenth
   * @return a changed copy
   */
  public RegionPolicy withHysteresis(double hysteresis) {
    return new RegionPolicy(
        home,
        latencyWeight,
        loadWeight,
        costWeight,
        costs,
        expectedMillis,
        interval,
        step,
        hysteresis,
        overprovisioning);
  }

  /**
   * Sets when traffic begins to leave a region whose endpoints fail.
   *
   * @param overprovisioning 1 to 100; the smaller, the sooner
   * @return a changed copy
   */
  public RegionPolicy withOverprovisioning(double overprovisioning) {
    return new RegionPolicy(
        home,
        latencyWeight,
        loadWeight,
        costWeight,
        costs,
        expectedMillis,
        interval,
        step,
        hysteresis,
        overprovisioning);
  }

  /**
   * Scores a region.
   *
   * @param region what was seen of it
   * @return a·latency + b·load + c·cost, less is better; NaN if the latency counts and is not known
   */
  public double score(ObservedRegion region) {
    double millis = region.latencyMillis();
    if (Double.isNaN(millis)) {
      millis = expectedMillis.getOrDefault(region.name(), Double.NaN);
    }
    double byLatency = latencyWeight == 0 ? 0 : latencyWeight * millis;
    return byLatency
        + loadWeight * region.load()
        + costWeight * costs.getOrDefault(region.name(), 0.0);
  }

  /**
   * Returns what part of all traffic a region can carry.
   *
   * @param region its health
   * @return 0 to 1
   */
  public double availability(LocalityHealth region) {
    return region.availability(overprovisioning);
  }

  @Override
  public String localityOf(Endpoint<?> endpoint) {
    String named = endpoint.region();
    return named == null ? NOWHERE : named;
  }

  @Override
  public String kind() {
    return "region";
  }

  private static void requireNotNegative(String what, double value) {
    if (!(value >= 0 && value <= 1e15)) {
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

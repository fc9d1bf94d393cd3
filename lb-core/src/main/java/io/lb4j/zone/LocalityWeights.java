package io.lb4j.zone;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives zones, or regions, the parts of the traffic that somebody has set for them. A place's
 * weight counts in full until less than 1/1.4 = 71 % of it can serve, and then falls with its
 * health, so that what is left there is not overloaded: effective weight = weight · min(1, 1.4 ·
 * healthy ÷ total). Endpoints count by their own weights. Immutable.
 *
 * <p>Places without a weight of their own get no traffic, but stand by: they are asked when all
 * others are at their limits or avoided. Weights do not matter in panic, and while all effective
 * weights are 0.
 *
 * <p>Use it when a control plane knows what each place should get. Not to keep traffic near: {@link
 * ZonePolicy} does that by itself.
 *
 * <p>Source: Envoy's locality weighted load balancing.
 */
public final class LocalityWeights implements LocalityPolicy {

  private final boolean byZone;
  private final Map<String, Double> weights;
  private final double overprovisioning;

  private LocalityWeights(boolean byZone, Map<String, Double> weights, double overprovisioning) {
    this.byZone = byZone;
    this.weights = Map.copyOf(weights);
    this.overprovisioning = Overprovisioning.require(overprovisioning);
    if (this.weights.values().stream().noneMatch(weight -> weight > 0)) {
      throw new IllegalArgumentException(
          "no %s of %s has a weight above 0; at least one must"
              .formatted(kind(), Names.escape(weights.keySet().toString())));
    }
    this.weights.forEach(
        (name, weight) -> {
          if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                "the weight of %s %s is %s; it must be finite and not negative"
                    .formatted(kind(), Names.escape(name), weight));
          }
        });
  }

  /**
   * Gives each zone a part.
   *
   * @param weights by zone; {@link LocalityPolicy#NOWHERE} for endpoints that name none
   * @return the weights with the usual overprovisioning
   * @throws IllegalArgumentException if a weight is negative or infinite, or none is above 0
   */
  public static LocalityWeights ofZones(Map<String, Double> weights) {
    return new LocalityWeights(true, weights, Overprovisioning.USUAL);
  }

  /**
   * Gives each region a part.
   *
   * @param weights by region; {@link LocalityPolicy#NOWHERE} for endpoints that name none
   * @return the weights with the usual overprovisioning
   * @throws IllegalArgumentException if a weight is negative or infinite, or none is above 0
   */
  public static LocalityWeights ofRegions(Map<String, Double> weights) {
    return new LocalityWeights(false, weights, Overprovisioning.USUAL);
  }

  /**
   * Changes when a place's weight begins to fall.
   *
   * @param overprovisioning 1 to 100; the smaller, the sooner
   * @return a changed copy
   */
  public LocalityWeights withOverprovisioning(double overprovisioning) {
    return new LocalityWeights(byZone, weights, overprovisioning);
  }

  @Override
  public String localityOf(Endpoint<?> endpoint) {
    String named = byZone ? endpoint.zone() : endpoint.region();
    return named == null ? NOWHERE : named;
  }

  @Override
  public String kind() {
    return byZone ? "zone" : "region";
  }

  /**
   * Divides the traffic.
   *
   * @param localities the health of each place, in any order
   * @return a part for each, in the same order; null if all effective weights are 0
   */
  public @Nullable LocalityShares divide(List<LocalityHealth> localities) {
    double[] effective =
        localities.stream()
            .mapToDouble(
                health ->
                    weights.getOrDefault(health.name(), 0.0)
                        * health.availability(overprovisioning))
            .toArray();
    for (double weight : effective) {
      if (weight > 0) {
        return LocalityShares.inProportion(effective);
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "LocalityWeights[%s %s, overprovisioning %s]"
        .formatted(kind(), Names.escape(weights.toString()), overprovisioning);
  }
}

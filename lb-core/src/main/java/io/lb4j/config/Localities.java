package io.lb4j.config;

import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.RegionPolicy;
import io.lb4j.zone.RegionScore;
import io.lb4j.zone.ZonePolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How traffic divides between zones or regions; the ways exclude each other. */
final class Localities {

  private static final Map<Key, List<Key>> PARAMETERS =
      Map.of(
          Key.ZONES_OWN,
          List.of(Key.ZONES_CLIENTS, Key.ZONES_MIN_ENDPOINTS, Key.ZONES_OVERPROVISIONING),
          Key.REGIONS_HOME,
          List.of(
              Key.REGIONS_COSTS,
              Key.REGIONS_EXPECTED_LATENCIES,
              Key.REGIONS_LATENCY_WEIGHT,
              Key.REGIONS_LOAD_WEIGHT,
              Key.REGIONS_COST_WEIGHT,
              Key.REGIONS_STEP,
              Key.REGIONS_INTERVAL,
              Key.REGIONS_HYSTERESIS,
              Key.REGIONS_OVERPROVISIONING));

  private final Values values;

  private Localities(Values values) {
    this.values = values;
  }

  static Optional<LocalityPolicy> of(Values values) {
    Localities localities = new Localities(values);
    Optional<Key> way =
        values.exclusive(
            Key.ZONES_OWN,
            Key.LOCALITY_WEIGHTS_ZONES,
            Key.LOCALITY_WEIGHTS_REGIONS,
            Key.REGIONS_HOME);
    PARAMETERS.forEach((needed, keys) -> values.requireBeside(needed, keys.toArray(new Key[0])));
    values.requireBeside(
        values.placeOf(Key.LOCALITY_WEIGHTS_ZONES, Key.LOCALITY_WEIGHTS_REGIONS),
        Key.LOCALITY_WEIGHTS_OVERPROVISIONING);
    return way.flatMap(localities::by);
  }

  private Optional<LocalityPolicy> by(Key way) {
    return switch (way) {
      case ZONES_OWN -> values.find(way, ZonePolicy::preferring).map(this::zones);
      case REGIONS_HOME -> values.find(way, RegionPolicy::at).map(this::regions);
      case LOCALITY_WEIGHTS_ZONES ->
          values
              .find(way, text -> LocalityWeights.ofZones(Units.byName(text, Units::number)))
              .map(this::weights);
      default ->
          values
              .find(way, text -> LocalityWeights.ofRegions(Units.byName(text, Units::number)))
              .map(this::weights);
    };
  }

  private ZonePolicy zones(ZonePolicy policy) {
    ZonePolicy zones =
        values.fold(
            Key.ZONES_CLIENTS,
            policy,
            (z, text) -> z.withClients(Units.byName(text, Units::whole)));
    zones =
        values.fold(
            Key.ZONES_MIN_ENDPOINTS, zones, (z, text) -> z.withMinEndpoints(Units.whole(text)));
    return values.fold(
        Key.ZONES_OVERPROVISIONING, zones, (z, text) -> z.withOverprovisioning(Units.number(text)));
  }

  private LocalityWeights weights(LocalityWeights weights) {
    return values.fold(
        Key.LOCALITY_WEIGHTS_OVERPROVISIONING,
        weights,
        (w, text) -> w.withOverprovisioning(Units.number(text)));
  }

  private RegionPolicy regions(RegionPolicy policy) {
    RegionPolicy regions = policy.withScore(score());
    regions =
        values.fold(
            Key.REGIONS_STEP, regions, (r, text) -> r.withSteps(Units.share(text), r.interval()));
    regions =
        values.fold(
            Key.REGIONS_INTERVAL,
            regions,
            (r, text) -> r.withSteps(r.step(), Units.duration(text)));
    regions =
        values.fold(
            Key.REGIONS_HYSTERESIS, regions, (r, text) -> r.withHysteresis(Units.share(text)));
    return values.fold(
        Key.REGIONS_OVERPROVISIONING,
        regions,
        (r, text) -> r.withOverprovisioning(Units.number(text)));
  }

  private RegionScore score() {
    RegionScore score =
        values.fold(Key.REGIONS_COSTS, RegionScore.defaults(), Localities::withCosts);
    score = values.fold(Key.REGIONS_EXPECTED_LATENCIES, score, Localities::withLatencies);
    double latency = values.get(Key.REGIONS_LATENCY_WEIGHT, score.latencyWeight(), Units::number);
    double load = values.get(Key.REGIONS_LOAD_WEIGHT, score.loadWeight(), Units::number);
    double cost = values.get(Key.REGIONS_COST_WEIGHT, score.costWeight(), Units::number);
    Key at =
        values.placeOf(
            Key.REGIONS_LATENCY_WEIGHT, Key.REGIONS_LOAD_WEIGHT, Key.REGIONS_COST_WEIGHT);
    return values.fold(at, score, (s, text) -> s.withWeights(latency, load, cost));
  }

  private static RegionScore withCosts(RegionScore score, String text) {
    RegionScore changed = score;
    for (var cost : Units.byName(text, Units::number).entrySet()) {
      changed = changed.withCost(cost.getKey(), cost.getValue());
    }
    return changed;
  }

  private static RegionScore withLatencies(RegionScore score, String text) {
    RegionScore changed = score;
    for (var latency : Units.byName(text, Units::duration).entrySet()) {
      changed = changed.withExpectedLatency(latency.getKey(), latency.getValue());
    }
    return changed;
  }
}

package io.lb4j.simulator.scenario;

import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.policy.LocalityRule;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.RegionPolicy;
import io.lb4j.zone.RegionScore;
import io.lb4j.zone.ZonePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads how a balancer divides its traffic: by one of three rules, or not at all. */
final class LocalitiesReader {

  private static final List<String> RULES = List.of("zones", "locality_weights", "regions");

  private LocalitiesReader() {}

  static @Nullable LocalityRule read(Section section) {
    List<String> written = RULES.stream().filter(section::has).toList();
    if (written.size() > 1) {
      throw section.wrong(
          written.get(1), "cannot be combined with " + written.get(0) + "; choose one");
    }
    return section
        .section("zones")
        .map(LocalitiesReader::zones)
        .or(() -> section.section("locality_weights").map(LocalitiesReader::weights))
        .or(() -> section.section("regions").map(LocalitiesReader::regions))
        .orElse(null);
  }

  private static LocalityRule zones(Section section) {
    ZonePolicy defaults = ZonePolicy.preferring("any");
    boolean known = section.optional("clients_known", false, ClientsReader::yesOrNo);
    int least = section.optional("min_endpoints", defaults.minEndpoints(), Quantity::wholeNumber);
    double factor =
        section.optional("overprovisioning", defaults.overprovisioning(), Quantity::number);
    return section.finish(
        () ->
            (zone, clients) ->
                ZonePolicy.preferring(zone)
                    .withClients(known ? clients : Map.of())
                    .withMinEndpoints(least)
                    .withOverprovisioning(factor));
  }

  private static LocalityRule weights(Section section) {
    Map<String, Double> weights = new TreeMap<>();
    for (String zone : section.keys()) {
      weights.put(zone, section.require(zone, Quantity::number));
    }
    return section.finish(
        () -> {
          LocalityWeights fixed = LocalityWeights.ofZones(weights);
          return (zone, clients) -> fixed;
        });
  }

  private static LocalityRule regions(Section section) {
    RegionPolicy defaults = RegionPolicy.at("any");
    RegionScore usual = defaults.score();
    double latency = section.optional("latency", usual.latencyWeight(), Quantity::number);
    double load = section.optional("load", usual.loadWeight(), Quantity::number);
    double step = section.optional("step", defaults.step(), Quantity::share);
    long interval =
        section.optional("interval", defaults.interval().toNanos(), Quantity::durationNanos);
    double hysteresis = section.optional("hysteresis", defaults.hysteresis(), Quantity::share);
    return section.finish(
        () ->
            (zone, clients) ->
                RegionPolicy.at(zone)
                    .withScore(usual.withWeights(latency, load, 0))
                    .withSteps(step, Duration.ofNanos(interval))
                    .withHysteresis(hysteresis));
  }
}

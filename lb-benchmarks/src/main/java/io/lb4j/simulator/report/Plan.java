package io.lb4j.simulator.report;

import io.lb4j.simulator.policy.Contestant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which policies meet which scenarios. */
final class Plan {

  /** Where all contenders meet; the ranking is made of these. */
  static final List<String> RANKED =
      List.of(
          "steady",
          "heterogeneous",
          "slow-backend",
          "black-hole",
          "rejections",
          "gc-pauses",
          "cold-start",
          "rolling-deploy",
          "zone-loss",
          "total-outage",
          "retry-storm",
          "burst",
          "flicker",
          "large-fleet");

  /** The same fleet in three sizes, under light and heavy traffic. */
  static final List<String> FLEETS =
      List.of(
          "fleet-10-light",
          "fleet-10-heavy",
          "fleet-100-light",
          "fleet-100-heavy",
          "fleet-1000-light",
          "fleet-1000-heavy");

  /** Who meets the fleets. */
  static final List<Contender> FLEET_CONTENDERS =
      Contender.ALL.stream()
          .filter(contender -> !contender.needs().equals("keys"))
          .filter(contender -> !contender.equals(Contender.PLAIN))
          .toList();

  /** Where the servers' weights tell the truth about their speeds. */
  static final String WEIGHTED = "weighted";

  /** Where it matters more who judges health, and how, than who picks. */
  static final List<String> HEALTH =
      List.of(
          "checks-fail-everywhere",
          "dead-between-checks",
          "discovery-revives",
          "flapping",
          "overload-rest",
          "cold-instances");

  /** Who meets them. */
  static final List<Contender> HEALTH_CONTENDERS =
      List.of(Contender.DEFAULT, Contender.ROUND_ROBIN, Contender.PLAIN);

  /** Where calls are hedged. */
  static final String HEDGED = "tail-at-scale";

  /** What hedging changes. */
  static final List<Pair> HEDGES =
      Stream.of(Contender.DEFAULT, Contender.TWO_CHOICES, Contender.ROUND_ROBIN)
          .map(contender -> new Pair(HEDGED, contender.policy(), "no_hedging"))
          .toList();

  /** What zones and regions change. */
  static final List<Pair> PLACES =
      Stream.of("zone-aware", "zone-uneven", "zone-aware-loss", "region-failover")
          .flatMap(
              scenario ->
                  Stream.of(Contender.TWO_CHOICES, Contender.DEFAULT)
                      .map(contender -> new Pair(scenario, contender.policy(), "no_zones")))
          .toList();

  private static final List<String> WEIGHT_POLICIES =
      List.of(
          "smooth_weighted_round_robin",
          "earliest_deadline_first",
          "static_stride",
          "weighted_random",
          "weighted_least_requests",
          "least_connections",
          "power_of_two_choices",
          "peak_ewma",
          "round_robin");

  /**
   * A policy with and without one of the balancer's protections, or without hedging or zones.
   *
   * @param scenario its name
   * @param policy the contestant's text, with everything
   * @param without the switch that leaves the protection out
   */
  record Pair(String scenario, String policy, String without) {
    String reduced() {
      return policy + "/" + without;
    }
  }

  /** What ejection and slow start change. */
  static final List<Pair> PAIRS =
      Stream.of("peak_ewma", "power_of_two_choices", "round_robin")
          .flatMap(
              policy ->
                  Stream.of(
                      new Pair("black-hole", policy, "no_ejection"),
                      new Pair("rejections", policy, "no_ejection"),
                      new Pair("zone-loss", policy, "no_ejection"),
                      new Pair("total-outage", policy, "no_ejection"),
                      new Pair("retry-storm", policy, "no_ejection"),
                      new Pair("cold-start", policy, "no_slow_start"),
                      new Pair("rolling-deploy", policy, "no_slow_start")))
          .sorted((a, b) -> a.scenario().compareTo(b.scenario()))
          .toList();

  private Plan() {}

  /** Where traffic divides by zones or regions, in the order of the report. */
  static List<String> places() {
    return PLACES.stream().map(Pair::scenario).distinct().toList();
  }

  /** All scenarios, in the order of the report. */
  static List<String> scenarios() {
    List<String> all = new ArrayList<>(RANKED);
    all.add(WEIGHTED);
    all.add(HEDGED);
    all.addAll(HEALTH);
    all.addAll(places());
    all.addAll(FLEETS);
    return all;
  }

  /** Who meets a scenario, each once, in the order of the report. */
  static List<Contestant> contestants(String scenario) {
    Stream<String> policies;
    if (RANKED.contains(scenario)) {
      policies =
          Stream.concat(
              Contender.ALL.stream().map(Contender::policy),
              PAIRS.stream().filter(pair -> pair.scenario().equals(scenario)).map(Pair::reduced));
    } else if (scenario.equals(WEIGHTED)) {
      policies = WEIGHT_POLICIES.stream();
    } else if (scenario.equals(HEDGED)) {
      policies = both(HEDGES.stream());
    } else if (places().contains(scenario)) {
      policies = both(PLACES.stream().filter(pair -> pair.scenario().equals(scenario)));
    } else if (HEALTH.contains(scenario)) {
      policies = HEALTH_CONTENDERS.stream().map(Contender::policy);
    } else {
      policies = FLEET_CONTENDERS.stream().map(Contender::policy);
    }
    return policies.map(Contestant::parse).toList();
  }

  private static Stream<String> both(Stream<Pair> pairs) {
    return pairs.flatMap(pair -> Stream.of(pair.policy(), pair.reduced()));
  }
}

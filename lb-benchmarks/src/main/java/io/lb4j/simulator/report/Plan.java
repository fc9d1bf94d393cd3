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
   * A policy with and without one of the balancer's protections.
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

  /** All scenarios, in the order of the report. */
  static List<String> scenarios() {
    List<String> all = new ArrayList<>(RANKED);
    all.add(WEIGHTED);
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
    } else {
      policies = FLEET_CONTENDERS.stream().map(Contender::policy);
    }
    return policies.map(Contestant::parse).toList();
  }
}

package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.fleet.ServerGroup;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ResultJson;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.policy.PolicyCatalog;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import io.lb4j.simulator.server.Distribution;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {

  @ParameterizedTest
  @MethodSource("policies")
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers(String policy) {
    String first = ResultJson.write(run(policy, 1));
    assertThat(ResultJson.write(run(policy, 1))).isEqualTo(first);
    assertThat(ResultJson.write(run(policy, 2)).replace("\"seed\":2", "\"seed\":1"))
        .isNotEqualTo(first);
  }

  @Test
  void checksOfHealthAreRepeatableToo() {
    Scenario scenario = Excerpt.of(Scenarios.find("dead-between-checks"), 20, 50);
    String first = ResultJson.write(Simulation.run(scenario, scenario.policy(), 1));
    assertThat(first).contains("unhealthyByInterval");
    assertThat(ResultJson.write(Simulation.run(scenario, scenario.policy(), 1))).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyPolicyAnswersAllCallsOfAHealthyFleet(String policy) {
    Result result = run(policy, 1);
    assertThat(result.successRate()).isEqualTo(1);
    assertThat(result.all().calls()).isBetween(800L, 1200L);
    assertThat(result.attempts()).isEqualTo(result.all().calls());
  }

  static Stream<String> policies() {
    return PolicyCatalog.names().stream()
        .map(
            name ->
                switch (name) {
                  case "power_of_choices" -> "power_of_choices(3, board(1s))";
                  case "least" -> "least(board(100ms))";
                  case "naive" -> "naive(peak_ewma)";
                  case "bounded_load" -> "bounded_load(maglev, 1.25)";
                  default -> name;
                });
  }

  private static Result run(String policy, long seed) {
    Contestant contestant = Contestant.parse(policy);
    Scenario scenario =
        Scenario.steady(
            "steady",
            10_000_000_000L,
            0,
            Population.plain(5, new Arrivals.Poisson(100)),
            List.of(ServerGroup.plain("s", 10, new Distribution.Exponential(1e6))),
            contestant);
    return Simulation.run(scenario, contestant, seed);
  }
}

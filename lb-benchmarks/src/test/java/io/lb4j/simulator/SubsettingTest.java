package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ServerFigures;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.policy.SubsetRule;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** gRFC A68's example: 100 clients, 100 servers, and each client uses five of them. */
class SubsettingTest {

  private static final String SCENARIO =
      """
      description: parts of a fleet
      duration: 20s
      clients:
        count: 100
        arrivals: regular(2000/s)
      servers:
        count: 100
        service: 1ms
        cores: unlimited
      balancer:
        policy: round_robin
        subset: %s
      """;

  /** Standard deviation of the servers' load over several runs, in clients that a server has. */
  private static double deviation(String subset) {
    Scenario scenario = ScenarioReader.read("a68", "a68.yaml", null, SCENARIO.formatted(subset));
    List<Result> results =
        LongStream.rangeClosed(1, 20)
            .mapToObj(seed -> Simulation.run(scenario, Contestant.parse("round_robin"), seed))
            .toList();
    double squares = 0;
    int servers = 0;
    for (Result result : results) {
      assertThat(result.successRate()).isEqualTo(1);
      for (ServerFigures server : result.servers()) {
        // All clients make equally many calls, and each server takes a fifth of its clients'.
        double clients = server.share() * 500;
        squares += (clients - 5) * (clients - 5);
        servers++;
      }
    }
    assertThat(servers).isEqualTo(2_000);
    return Math.sqrt(squares / servers);
  }

  @Test
  void clientsThatRankForThemselvesMeetByChance() {
    assertThat(deviation("5")).isCloseTo(Math.sqrt(5 * (1 - 0.05)), withinPercentage(5));
  }

  @Test
  void clientsThatKnowTheirNumberSpreadEvenly() {
    assertThat(deviation("deterministic(5)")).isCloseTo(0, within(0.1));
  }

  @Test
  void mistakesInTheRuleAreExplained() {
    assertThatThrownBy(() -> SubsetRule.parse("random(5)"))
        .hasMessageContaining("rendezvous(100) or deterministic(100)");
    assertThatThrownBy(() -> SubsetRule.parse("0")).hasMessageContaining("at least 1");
    assertThat(SubsetRule.parse("rendezvous(7)")).isEqualTo(SubsetRule.parse("7"));
  }
}

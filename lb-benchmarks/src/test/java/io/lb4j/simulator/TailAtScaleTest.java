package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hedging by Dean and Barroso, "The tail at scale" (2013): a short tail for few requests more. */
class TailAtScaleTest {

  private static final Scenario SCENARIO = Scenarios.find("tail-at-scale");
  private static final int PARTS = 100;

  @ParameterizedTest
  @ValueSource(strings = {"peak_ewma", "power_of_two_choices", "round_robin"})
  void hedgingShortensTheTailMoreThanTenTimesForTwoPercentMoreRequests(String policy) {
    for (long seed = 1; seed <= 5; seed++) {
      Result hedged = run(policy, seed);
      Result plain = run(policy + "/no_hedging", seed);
      assertThat(plain.success().p999() / (double) hedged.success().p999())
          .as("p99.9 with seed %d", seed)
          .isGreaterThan(10);
      assertThat(hedged.attemptsPerCall() / PARTS)
          .as("requests with seed %d", seed)
          .isBetween(1.005, 1.02);
    }
  }

  private static Result run(String policy, long seed) {
    return Simulation.run(SCENARIO, Contestant.parse(policy), seed);
  }
}

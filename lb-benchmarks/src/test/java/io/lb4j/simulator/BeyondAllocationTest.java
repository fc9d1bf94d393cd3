package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import io.lb4j.simulator.scenario.Scenarios;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The load ramp of the paper on Prequal, NSDI 2024, section 5: below what servers are guaranteed,
 * balancing their utilisation is good enough; above it is not.
 */
class BeyondAllocationTest {

  private static final String NAME = "beyond-allocation";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void weightedRoundRobinHasTenTimesTheTailOfPrequal(long seed) {
    hasTenTimesTheTail(Excerpt.of(Scenarios.find(NAME), 12, 19), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Tag("full")
  void theFactorHoldsForLonger(long seed) {
    hasTenTimesTheTail(Scenarios.find(NAME), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Tag("full")
  void weightedRoundRobinIsGoodEnoughAtThreeQuartersOfWhatIsGuaranteed(long seed) {
    String yaml = Scenarios.yaml(NAME).replace("12700/s", "7500/s");
    Scenario scenario = ScenarioReader.read(NAME, NAME, null, yaml);
    assertThat(p99(scenario, "reported_load", seed))
        .isLessThan(1.5 * p99(scenario, "prequal", seed));
  }

  private static void hasTenTimesTheTail(Scenario scenario, long seed) {
    assertThat(p99(scenario, "reported_load", seed))
        .isGreaterThanOrEqualTo(10 * p99(scenario, "prequal", seed));
  }

  private static double p99(Scenario scenario, String policy, long seed) {
    return Simulation.run(scenario, Contestant.parse(policy), seed).all().p99();
  }
}

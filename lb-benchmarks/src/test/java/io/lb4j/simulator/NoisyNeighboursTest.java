package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order of policies by p99 in figure 7 of the paper on Prequal, NSDI 2024: servers of two
 * speeds at 90 % load whose neighbours steal cycles from them.
 */
class NoisyNeighboursTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whoKnowsMoreOfTheServersHasTheShorterTail(long seed) {
    whoKnowsMoreHasTheShorterTail(Excerpt.of(Scenarios.find("noisy-neighbours"), 12, 19), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Tag("full")
  void theOrderHoldsForLonger(long seed) {
    whoKnowsMoreHasTheShorterTail(Scenarios.find("noisy-neighbours"), seed);
  }

  private static void whoKnowsMoreHasTheShorterTail(Scenario scenario, long seed) {
    double prequal = p99(scenario, "prequal", seed);
    double peakEwma = p99(scenario, "peak_ewma", seed);
    double leastLoaded = p99(scenario, "power_of_two_choices", seed);
    double weightedRoundRobin = p99(scenario, "reported_load", seed);
    assertThat(prequal).isLessThanOrEqualTo(peakEwma);
    assertThat(peakEwma).isLessThan(leastLoaded);
    assertThat(leastLoaded).isLessThan(weightedRoundRobin);
    assertThat(weightedRoundRobin / prequal).isGreaterThanOrEqualTo(4);
  }

  /** Of all calls, those that timed out included: the tail of those that did not says little. */
  private static double p99(Scenario scenario, String policy, long seed) {
    return Simulation.run(scenario, Contestant.parse(policy), seed).all().p99();
  }
}

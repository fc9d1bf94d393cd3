package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mitzenmacher, "How useful is old information?": mean time in system when queues are read from a
 * board that is refreshed every so many service times, of a millisecond here.
 */
class StaleInformationTest {

  @ParameterizedTest
  @CsvSource({"0ms, 2.7", "1ms, 3.0", "10ms, 5.2", "50ms, 12.5"})
  void twoChoicesAgeGracefully(String refreshedEvery, double serviceTimes) {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(meanServiceTimes("power_of_choices(2, board(" + refreshedEvery + "))", "4s", seed))
          .as("seed %d", seed)
          .isCloseTo(serviceTimes, withPercentage(10));
    }
  }

  @ParameterizedTest
  @CsvSource({"0ms, 1.1", "1ms, 4.0", "10ms, 23"})
  void theGlobalMinimumHerds(String refreshedEvery, double serviceTimes) {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(meanServiceTimes("least(board(" + refreshedEvery + "))", "4s", seed))
          .as("seed %d", seed)
          .isCloseTo(serviceTimes, withPercentage(10));
    }
  }

  /**
   * Not the 460 that is quoted for this case, whose source we could not check: plain queues that
   * were simulated without any of this code take 357, over a million service times with each of six
   * seeds, from 348 to 365. Herds of up to 4500 requests wait together, so that runs of fifty
   * thousand service times give anything from 294 to 408.
   */
  @Test
  @Tag("full")
  void theGlobalMinimumHerdsLikePlainQueuesWhenTheBoardIsVeryOld() {
    double mean =
        LongStream.rangeClosed(1, 10)
            .mapToDouble(seed -> meanServiceTimes("least(board(50ms))", "100s", seed))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(357, withPercentage(10));
  }

  private static double meanServiceTimes(String policy, String duration, long seed) {
    String name = "stale-information";
    String yaml = Scenarios.yaml(name).replaceFirst("(?m)^duration: .*$", "duration: " + duration);
    Scenario scenario = ScenarioReader.read(name, name, null, yaml);
    return Simulation.run(scenario, Contestant.parse(policy), seed).success().mean() / 1e6;
  }
}

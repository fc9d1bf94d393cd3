package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What share of all requests one server of ten draws that fails within a millisecond. */
class BlackHoleTest {

  private static final Scenario BLACK_HOLE = Scenarios.find("black-hole");

  @ParameterizedTest
  @CsvSource({
    "naive(least_requests)/no_ejection, 0.66",
    "naive(power_of_two_choices)/no_ejection, 0.20",
    "naive(peak_ewma)/no_ejection, 0.20"
  })
  void drawsMoreThanItsShareFromWhoTakesFailuresForSuccesses(String policy, double share) {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(share(policy, seed)).as("seed %d", seed).isCloseTo(share, offset(0.01));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "least_requests/no_ejection",
        "power_of_two_choices/no_ejection",
        "peak_ewma/no_ejection",
        "prequal/no_ejection"
      })
  void drawsNextToNothingUnderTheFailurePenalty(String policy) {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(share(policy, seed)).as("seed %d", seed).isLessThan(0.0015);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "round_robin",
        "naive(least_requests)",
        "naive(power_of_two_choices)",
        "naive(peak_ewma)",
        "least_requests",
        "power_of_two_choices",
        "peak_ewma"
      })
  void drawsNextToNothingOnceItIsEjected(String policy) {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(share(policy, seed)).as("seed %d", seed).isLessThan(0.0002);
    }
  }

  private static double share(String policy, long seed) {
    return Simulation.run(BLACK_HOLE, Contestant.parse(policy), seed).servers().get(0).share();
  }
}

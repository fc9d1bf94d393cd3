package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.measure.Interval;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether 1000/s of capacity come back after half of them were lost for ten seconds: only if the
 * load with all retries that the budget allows is below capacity, because the queue then gets
 * shorter although every request in it is late.
 */
class MetastableFailureTest {

  @ParameterizedTest
  @CsvSource({"950, 0", "900, 5", "850, 10", "800, 20"})
  void endsIfLoadAndRetriesAreBelowCapacity(int perSecond, int budgetPercent) {
    for (long seed = 1; seed <= 5; seed++) {
      Result result = run(perSecond, budgetPercent, 240, seed);
      assertThat(outcomeAtTheEnd(result)).as("seed %d", seed).isGreaterThan(0.999);
    }
  }

  @ParameterizedTest
  @CsvSource({"950, 10", "900, 20", "850, 20", "800, 30"})
  void lastsIfLoadAndRetriesAreAboveCapacity(int perSecond, int budgetPercent) {
    for (long seed = 1; seed <= 5; seed++) {
      Result result = run(perSecond, budgetPercent, 120, seed);
      assertThat(outcomeAtTheEnd(result)).as("seed %d", seed).isLessThan(0.001);
    }
  }

  /** Closer to capacity the queue takes long to get shorter, or to show that it does not. */
  @ParameterizedTest
  @Tag("full")
  @CsvSource({"900, 10, true", "930, 10, false", "960, 3, true", "985, 3, false"})
  void turnsAtCapacity(int perSecond, int budgetPercent, boolean recovers) {
    for (long seed = 1; seed <= 5; seed++) {
      Result result = run(perSecond, budgetPercent, 1200, seed);
      assertThat(outcomeAtTheEnd(result) > 0.999).as("seed %d", seed).isEqualTo(recovers);
    }
  }

  private static Result run(int perSecond, int budgetPercent, int seconds, long seed) {
    String yaml =
        """
        description: Capacity is halved for 10 s, and nobody tells servers who gave up
        duration: %ds
        clients:
          arrivals: poisson(%d/s)
          timeout: 1s
          cancels: no
          attempts: 3
        servers:
          count: 1
          slots: 1
          service: exponential(1ms)
        incidents:
          - servers: all
            from: 20s
            until: 30s
            speed: 0.5
        balancer:
          policy: round_robin/no_ejection
          retry_ratio: %d%%
          retry_floor: 0/s
        """
            .formatted(seconds, perSecond, budgetPercent);
    Scenario scenario = ScenarioReader.read("retry-storm", "retry-storm.yaml", null, yaml);
    return Simulation.run(scenario, scenario.policy(), seed);
  }

  /** The share of successes in the last ten seconds. */
  private static double outcomeAtTheEnd(Result result) {
    int end = (int) result.seconds();
    List<Interval> last = result.intervals().subList(end - 10, end);
    double calls = last.stream().mapToLong(Interval::calls).sum();
    return last.stream().mapToLong(Interval::successes).sum() / calls;
  }
}

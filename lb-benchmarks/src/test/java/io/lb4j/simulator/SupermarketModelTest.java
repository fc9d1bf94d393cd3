package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.fleet.ServerGroup;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.server.Distribution;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mean time in system against theory: a thousand queues with Poisson arrivals at 90 % load and
 * exponential service of 1 ms, one client that knows every queue.
 */
class SupermarketModelTest {

  private static final int SERVERS = 1000;
  private static final double SERVICE_NANOS = 1e6;

  @ParameterizedTest
  @CsvSource({
    "power_of_two_choices, 2.6141",
    "'power_of_choices(2, in_flight)', 2.6141",
    "'power_of_choices(3, in_flight)', 2.0279"
  })
  void choicesShortenQueuesAsTheSupermarketModelSays(String policy, double meanServiceTimes) {
    double mean =
        LongStream.of(1, 2, 3)
            .mapToDouble(seed -> meanServiceTimes(policy, 0.9, 200, 600, seed))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(meanServiceTimes, withPercentage(2));
  }

  @Test
  void oneQueueOfManyTakesTheTimeThatTheoryGives() {
    // At half load a queue forgets within a few service times, so a short run is enough.
    assertThat(meanServiceTimes("random", 0.5, 100, 1100, 1)).isCloseTo(2, withPercentage(2));
  }

  @Test
  @Tag("full")
  void aRandomChoiceWaitsTenServiceTimes() {
    // A queue at 90 % takes hundreds of service times to forget, hence the long run.
    double mean =
        LongStream.of(1, 2, 3, 4)
            .mapToDouble(seed -> meanServiceTimes("random", 0.9, 2000, 5000, seed))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(10, withPercentage(2));
  }

  private static double meanServiceTimes(
      String policy, double load, int warmUpServiceTimes, int serviceTimes, long seed) {
    Contestant contestant = Contestant.parse(policy);
    Scenario scenario =
        Scenario.steady(
            "supermarket",
            (long) (serviceTimes * SERVICE_NANOS),
            (long) (warmUpServiceTimes * SERVICE_NANOS),
            Population.plain(1, new Arrivals.Poisson(load * SERVERS * 1e9 / SERVICE_NANOS)),
            List.of(ServerGroup.plain("s", SERVERS, new Distribution.Exponential(SERVICE_NANOS))),
            contestant);
    return Simulation.run(scenario, contestant, seed).success().mean() / SERVICE_NANOS;
  }
}

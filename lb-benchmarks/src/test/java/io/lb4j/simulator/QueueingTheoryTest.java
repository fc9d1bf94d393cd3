package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single servers whose waiting times are known in closed form. Service takes 10 ms on average. */
class QueueingTheoryTest {

  /** Pollaczek and Khinchine: the wait is load ÷ (1 − load) × (1 + squared variation) ÷ 2. */
  @ParameterizedTest
  @CsvSource({
    "10ms, 15",
    "exponential(10ms), 20",
    "'uniform(0s, 20ms)', 16.667",
    "'normal(10ms, 2ms)', 15.2",
    "'bimodal(5ms, 55ms, 10%)', 26.25",
    "'lognormal(8.825ms, 0.5)', 16.42",
    "'pareto(7.5ms, 4)', 15.625"
  })
  void firstComeFirstServed(String service, double meanMillis) {
    assertThat(meanMillis("poisson(50/s)", "slots: 1", service))
        .isCloseTo(meanMillis, withPercentage(2));
  }

  /** What jobs that share a core take depends on the mean of their work and on nothing else. */
  @ParameterizedTest
  @CsvSource({"10ms", "exponential(10ms)", "'bimodal(5ms, 55ms, 10%)'"})
  void oneCoreSharedByAll(String service) {
    assertThat(meanMillis("poisson(50/s)", "cores: 1", service)).isCloseTo(20, withPercentage(2));
  }

  /** Erlang's C: with four servers at 75 % load, 50.94 % wait, for 10 ms on average. */
  @Test
  void fourSlots() {
    assertThat(meanMillis("poisson(300/s)", "cores: 4\n  slots: 4", "exponential(10ms)"))
        .isCloseTo(15.094, withPercentage(2));
  }

  /** Erlang's B: of three calls at a time offered to four lines, 20.61 % find none. */
  @Test
  void fourLinesAndNoQueue() {
    Result result = run("poisson(300/s)", "cores: 4\n  slots: 4\n  queue: 0", "exponential(10ms)");
    assertThat(1 - result.successRate()).isCloseTo(0.2061, withPercentage(2));
  }

  /** Ten users who think for 90 ms, and one server: the machine repair model. */
  @Test
  void aClosedLoop() {
    double idle = 0;
    double term = 1;
    for (int busy = 0; busy <= 10; busy++) {
      idle += term;
      term *= (10 - busy) * (10 / 90.0);
    }
    double perSecond = 100 * (1 - 1 / idle);
    Result result = run("closed_loop(10, exponential(90ms))", "slots: 1", "exponential(10ms)");
    assertThat(result.goodputPerSecond()).isCloseTo(perSecond, withPercentage(1));
    assertThat(result.success().mean() / 1e6)
        .isCloseTo(10 * 1000 / perSecond - 90, withPercentage(3));
  }

  private static double meanMillis(String arrivals, String capacity, String service) {
    return run(arrivals, capacity, service).success().mean() / 1e6;
  }

  private static Result run(String arrivals, String capacity, String service) {
    String yaml =
        """
        description: one server
        duration: 8010s
        warm_up: 10s
        clients:
          arrivals: %s
        servers:
          count: 1
          %s
          service: %s
        balancer:
          policy: random/no_ejection/no_slow_start
        """
            .formatted(arrivals, capacity, service);
    Scenario scenario = ScenarioReader.read("queue", "queue.yaml", null, yaml);
    return Simulation.run(scenario, scenario.policy(), 1);
  }
}

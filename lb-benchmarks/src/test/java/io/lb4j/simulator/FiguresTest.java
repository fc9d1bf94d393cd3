package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ServerFigures;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the figures of a run mean, on cases that can be counted by hand. */
class FiguresTest {

  @Test
  void goodputIsWhatComesWhileCallsArriveAndNotWhatIsWorkedOffAfterwards() {
    Result result =
        run(
            """
            description: twice as much as one server can do
            duration: 10s
            clients:
              arrivals: regular(200/s)
            servers: {count: 1, slots: 1, service: 10ms}
            """);
    assertThat(result.goodputPerSecond()).isCloseTo(100, withPercentage(1));
    assertThat(result.successRate()).isEqualTo(1);
  }

  @Test
  void everyCallHasOneAttemptAlthoughSomeBeganInTheWarmUp() {
    Result result =
        run(
            """
            description: calls of half a second
            duration: 10s
            warm_up: 5s
            clients:
              arrivals: regular(100/s)
            servers: {count: 1, cores: unlimited, service: 500ms}
            """);
    assertThat(result.attempts()).isLessThan(result.all().calls());
    assertThat(result.attemptsPerCall()).isEqualTo(1);
  }

  @Test
  void serversThatHaveGoneHaveNoPartInThePeakLoad() {
    Result result =
        run(
            """
            description: four servers are replaced, one after the other
            duration: 60s
            clients:
              arrivals: regular(400/s)
            servers: {count: 4, service: 1ms}
            balancer: {policy: round_robin, slow_start: 0s}
            changes:
              - rolling_deploy: {at: 5s, drain: 1s, start: 1s, pause: 1s}
            """);
    assertThat(result.servers()).hasSize(8);
    // While three are left, each has a third of 400/s, and the mean is a third as well.
    assertThat(result.peakLoadRatio()).isBetween(1.0, 1.05);
  }

  @Test
  void utilizationIsThatOfTheTimeInWhichAServerWasUp() {
    Result result =
        run(
            """
            description: a second server comes, and the first one hangs for good
            duration: 40s
            clients:
              arrivals: regular(100/s)
            servers: {count: 1, service: 5ms}
            balancer: {policy: round_robin/no_ejection/no_slow_start}
            changes:
              - scale: {at: 20s, add: 1}
            """);
    List<ServerFigures> servers = result.servers();
    assertThat(servers.get(0).utilization()).isCloseTo(0.375, withPercentage(1));
    assertThat(servers.get(1).utilization()).isCloseTo(0.25, withPercentage(1));
  }

  @Test
  void whoEjectsAServerThatHasStoppedIsRight() {
    Result result =
        run(
            """
            description: a server stops at once, and clients hear of it late
            duration: 20s
            clients:
              arrivals: regular(100/s)
            servers: {count: 4, service: 1ms}
            balancer: {policy: round_robin}
            discovery_delay: 5s
            changes:
              - scale: {at: 5s, remove: 1}
            """);
    assertThat(result.ejectionsRight()).isPositive();
    assertThat(result.ejectionsWrong()).isZero();
  }

  @Test
  void whatLastsOnAServerEndsWithItselfAndNotWithWhatElseHappens() {
    Result result =
        run(
            """
            description: a server is slow for 20 s, and in between it fails for a while
            duration: 30s
            clients:
              arrivals: regular(10/s)
            servers: {count: 1, cores: unlimited, service: 1ms}
            balancer: {policy: round_robin/no_ejection}
            incidents:
              - {servers: all, from: 5s, until: 25s, service: 50ms, fault: error(50%)}
              - {servers: all, from: 10s, until: 15s, service: 100ms, fault: refuse}
            """);
    // Seconds are counted from 1; the sixth is the first slow one.
    assertThat(millis(result, 5)).isEqualTo(1);
    assertThat(millis(result, 7)).isEqualTo(50);
    assertThat(result.intervals().get(11).successes()).isZero();
    assertThat(millis(result, 20)).isEqualTo(50);
    assertThat(result.intervals().subList(16, 25)).anyMatch(second -> second.successes() < 10);
    assertThat(millis(result, 28)).isEqualTo(1);
  }

  @Test
  void aClientWithoutUsersMakesNoCalls() {
    Result result =
        run(
            """
            description: two users of three clients
            duration: 100s
            clients:
              count: 3
              arrivals: closed_loop(2, 90ms)
            servers: {count: 1, cores: unlimited, service: 10ms}
            """);
    assertThat(result.goodputPerSecond()).isCloseTo(20, withPercentage(1));
  }

  @Test
  void usersWhoDoNotThinkCannotStopTheClock() {
    Result result =
        run(
            """
            description: nobody is there
            duration: 10ms
            interval: 1ms
            clients:
              arrivals: closed_loop(1, 0s)
            servers: {count: 1, service: 1ms}
            incidents:
              - {servers: all, from: 0s, fault: refuse}
            """);
    assertThat(result.all().calls()).isBetween(9_000L, 10_000L);
  }

  @Test
  void anAnswerThatTakesForeverNeverComes() {
    Result result =
        run(
            """
            description: a tail beyond what a clock can show
            duration: 1s
            clients:
              arrivals: regular(10/s)
            servers: {count: 10, slots: 1, service: "pareto(1ms, 0.001)"}
            """);
    assertThat(result.unfinished()).isPositive();
  }

  private static long millis(Result result, int second) {
    return Math.round(result.intervals().get(second - 1).p50Nanos() / 1e6);
  }

  private static Result run(String yaml) {
    Scenario scenario = ScenarioReader.read("figures", "figures.yaml", null, yaml);
    return Simulation.run(scenario, scenario.policy(), 1);
  }
}

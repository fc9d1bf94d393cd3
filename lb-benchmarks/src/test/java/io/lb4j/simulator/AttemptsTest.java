package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.lb4j.request.Outcome;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * How calls are made: retried, limited, hedged and spread, on cases that can be counted by hand.
 */
class AttemptsTest {

  @Test
  void whatWasRefusedIsTriedElsewhereAtOnce() {
    Result result =
        run(
            """
            description: one of two servers refuses connections, and back-off is long
            duration: 100s
            clients: {arrivals: regular(10/s), attempts: 2, backoff: 10s}
            servers: {count: 2, cores: unlimited, service: 5ms}
            incidents:
              - {servers: server-0, from: 0s, fault: refuse}
            balancer: {policy: round_robin/no_ejection, retry_ratio: 100%}
            """);
    assertThat(result.successRate()).isEqualTo(1);
    // The retry takes the other server's turn, so that every call meets this one first.
    assertThat(result.attemptsPerCall()).isEqualTo(2);
    assertThat(millis(result.success().max())).isEqualTo(5);
  }

  @Test
  void whatFailedWaitsForItsBackoff() {
    Result result =
        run(
            """
            description: the only server fails every request
            duration: 100s
            clients: {arrivals: regular(10/s), attempts: 3, backoff: 100ms, max_backoff: 150ms}
            servers: {count: 1, cores: unlimited, service: 5ms}
            incidents:
              - {servers: all, from: 0s, fault: fail(1ms)}
            balancer: {policy: round_robin/no_ejection, retry_ratio: 100%, retry_floor: 100/s}
            """);
    assertThat(result.attemptsPerCall()).isEqualTo(3);
    // On average half of 100 ms and half of 150 ms.
    assertThat(result.all().mean() / 1e6).isCloseTo(128, withPercentage(3));
  }

  @Test
  void noAttemptGoesOnAfterTheDeadline() {
    Result result =
        run(
            """
            description: nobody ever answers
            duration: 20s
            warm_up: 5s
            clients: {arrivals: regular(10/s), attempts: 9, timeout: 30ms, deadline: 100ms, backoff: 0s}
            servers: {count: 10, cores: unlimited, service: 5ms}
            incidents:
              - {servers: all, from: 0s, fault: hang}
            balancer: {policy: round_robin/no_ejection, retry_ratio: 100%, retry_floor: 1000/s}
            """);
    assertThat(result.attemptsPerCall()).isEqualTo(4);
    assertThat(millis(result.all().p50())).isEqualTo(100);
    assertThat(millis(result.all().max())).isEqualTo(100);
  }

  @Test
  void aHedgeThatWinsEndsTheCallAndTheOtherAttempt() {
    Result result = run(HEDGED);
    assertThat(result.successRate()).isEqualTo(1);
    assertThat(millis(result.success().max())).isEqualTo(20 + 5);
    assertThat(result.attemptsPerCall()).isEqualTo(2);
    assertThat(result.outcomes().get(Outcome.Kind.IGNORED))
        .isEqualTo(result.attempts() - result.all().calls());
    // The servers heard that they need not go on.
    assertThat(result.jobsSeries().get(result.jobsSeries().size() - 1).sum()).isZero();
  }

  @Test
  void hedgingCanBeSwitchedOff() {
    Result result = run(HEDGED, "round_robin/no_ejection/no_hedging");
    assertThat(result.attemptsPerCall()).isEqualTo(1);
    assertThat(millis(result.success().max())).isEqualTo(1000);
  }

  @Test
  void hedgesSpendTheBudgetOfRetries() {
    Result result = run(HEDGED.replace("100%", "10%"));
    // A tenth of 500 calls, one a second, and the ten that a budget starts with.
    assertThat(result.attemptsPerCall()).isCloseTo(1 + 110 / 500.0, withPercentage(1));
    assertThat(millis(result.success().max())).isEqualTo(1000);
  }

  @Test
  void aCallWithFanOutIsAsSlowAsItsSlowestPart() {
    Result result =
        run(
            """
            description: a call asks all ten servers, one of which is slow
            duration: 10s
            clients: {arrivals: regular(10/s), fan_out: 10}
            servers: {count: 10, cores: unlimited, service: 5ms}
            incidents:
              - {servers: server-0, from: 0s, service: 50ms}
            balancer: {policy: round_robin}
            """);
    assertThat(result.all().calls()).isEqualTo(result.attempts() / 10).isPositive();
    assertThat(result.attemptsPerCall()).isEqualTo(10);
    assertThat(millis(result.success().p50())).isEqualTo(50);
  }

  @Test
  void aCallWithFanOutFailsWithAnyOfItsParts() {
    Result result =
        run(
            """
            description: a call asks all ten servers, one of which fails
            duration: 10s
            clients: {arrivals: regular(10/s), fan_out: 10}
            servers: {count: 10, cores: unlimited, service: 5ms}
            incidents:
              - {servers: server-0, from: 0s, fault: fail(1ms)}
            balancer: {policy: round_robin/no_ejection}
            """);
    assertThat(result.successRate()).isZero();
    assertThat(millis(result.all().p50())).isEqualTo(5);
  }

  private static final String HEDGED =
      """
      description: one of two servers is slow
      duration: 50s
      clients: {arrivals: regular(10/s), hedging: 20ms}
      servers: {count: 2, cores: unlimited, service: 5ms}
      incidents:
        - {servers: server-0, from: 0s, service: 1s}
      balancer: {policy: round_robin/no_ejection, retry_ratio: 100%}
      """;

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos + 500_000);
  }

  private static Result run(String yaml) {
    return run(yaml, null);
  }

  private static Result run(String yaml, String policy) {
    Scenario scenario = ScenarioReader.read("attempts", "attempts.yaml", null, yaml);
    return Simulation.run(
        scenario, policy == null ? scenario.policy() : Contestant.parse(policy), 1);
  }
}

package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.lb4j.request.Outcome;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ServerFigures;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import io.lb4j.simulator.scenario.Scenarios;
import org.junit.jupiter.api.Test;

/** What can happen to servers and to the set of them, seen from the clients. */
class HappeningsTest {

  @Test
  void aDeploymentThatWaitsForDiscoveryIsNotNoticed() {
    Result result = run("rolling-deploy", "peak_ewma");
    assertThat(result.successRate()).isEqualTo(1);
    assertThat(result.outcomes().get(Outcome.Kind.CONNECT_FAILURE)).isZero();
    assertThat(result.servers()).hasSize(40);
    assertThat(result.servers().subList(20, 40)).allMatch(server -> server.attempts() > 0);
  }

  @Test
  void aSilentZoneIsEjectedAndComesBack() {
    Result result = run("zone-loss", "peak_ewma");
    assertThat(result.ejectionsRight()).isGreaterThan(200);
    assertThat(result.ejectionsWrong()).isZero();
    assertThat(result.reactions().episodes()).isEqualTo(10);
    assertThat(result.reactions().detected()).isEqualTo(10);
    assertThat(result.reactions().recovered()).isEqualTo(10);
  }

  @Test
  void withoutEjectionABlackHoleKeepsItsShareUnderRoundRobin() {
    ServerFigures blackHole = run("black-hole", "round_robin/no_ejection").servers().get(0);
    assertThat(blackHole.share()).isCloseTo(0.1, withPercentage(1));
    assertThat(run("black-hole", "peak_ewma/no_ejection").servers().get(0).share())
        .isLessThan(0.0015);
    assertThat(run("black-hole", "peak_ewma").servers().get(0).share()).isLessThan(0.0002);
  }

  @Test
  void discoveryThatFlickersHurtsNobody() {
    assertThat(run("flicker", "peak_ewma").successRate()).isEqualTo(1);
  }

  @Test
  void retriesDuringAnOutageStayWithinTheBudget() {
    Result result = run("total-outage", "round_robin");
    // 100 calls a second for 120 s, a tenth of which may be repeated, and 1/s, and 10 to start with
    // for each of 10 clients.
    assertThat(result.attemptsPerCall()).isBetween(1.02, 1.21);
    assertThat(result.retriesRefused()).isPositive();
  }

  @Test
  void serversThatAreNotToldWorkForClientsThatHaveGone() {
    String yaml =
        """
        description: one slow server
        duration: 10s
        clients:
          arrivals: regular(10/s)
          timeout: 50ms
          cancels: %s
        servers:
          count: 1
          service: 80ms
        """;
    Result told = run(yaml.formatted("yes"));
    Result untold = run(yaml.formatted("no"));
    assertThat(told.successRate()).isZero();
    assertThat(told.outcomes().get(Outcome.Kind.TIMEOUT)).isEqualTo(100);
    assertThat(told.servers().get(0).utilization()).isCloseTo(0.5, withPercentage(2));
    assertThat(untold.outcomes().get(Outcome.Kind.TIMEOUT)).isEqualTo(100);
    assertThat(untold.servers().get(0).utilization()).isCloseTo(0.8, withPercentage(2));
  }

  @Test
  void aServerThatSaysWhenToComeBackIsLeftAloneUntilThen() {
    String yaml =
        """
        description: one of four servers is overloaded
        duration: 10s
        clients:
          arrivals: regular(10/s)
        servers:
          count: 4
          service: 1ms
          %s
        incidents:
          - {servers: server-0, from: 0s, fault: reject(1ms)}
        balancer:
          policy: round_robin
        """;
    Result silent = run(yaml.formatted("queue: 100"));
    Result saying = run(yaml.formatted("retry_after: 1h"));
    assertThat(silent.outcomes().get(Outcome.Kind.REJECTED)).isGreaterThan(2);
    assertThat(saying.outcomes().get(Outcome.Kind.REJECTED)).isEqualTo(1);
  }

  @Test
  void aServerWhoseChecksFailIsLeftAloneByThoseWhoCheck() {
    String yaml =
        """
        description: the checks of one server fail
        duration: 10s
        clients:
          arrivals: regular(100/s)
        servers:
          count: 4
          service: 1ms
        incidents:
          - {servers: server-0, from: 0s, fault: fail_checks}
        %s
        """;
    assertThat(run(yaml.formatted("balancer: {checks: {interval: 1s}}")).servers().get(0).share())
        .isLessThan(0.1);
    assertThat(run(yaml.formatted("")).servers().get(0).share())
        .isCloseTo(0.25, withPercentage(20));
  }

  @Test
  void aRequestAndItsAnswerTakeTheTimeOfTheNetwork() {
    Result result =
        run(
            """
            description: far away
            duration: 10s
            clients:
              arrivals: regular(10/s)
              network: 20ms
            servers:
              count: 1
              service: 10ms
            """);
    assertThat((double) result.success().p50()).isCloseTo(50e6, withPercentage(0.2));
  }

  @Test
  void anAutoscalerFollowsTheLoad() {
    Result result =
        run(
            """
            description: load grows
            duration: 120s
            clients:
              arrivals: ramp(0s, 100/s, 60s, 500/s)
            servers:
              count: 2
              service: exponential(10ms)
            changes:
              - autoscale: {every: 5s, target: 50%, most: 20, start: 1s}
            """);
    // 500/s x 10 ms = 5 cores' worth of work, half of what there should be.
    assertThat(result.servers()).hasSizeBetween(9, 14);
  }

  @Test
  void allPoliciesMeetTheSameArrivals() {
    assertThat(run("rejections", "round_robin").all().calls())
        .isEqualTo(run("rejections", "peak_ewma").all().calls());
  }

  private static Result run(String scenario, String policy) {
    return Simulation.run(Scenarios.find(scenario), Contestant.parse(policy), 1);
  }

  private static Result run(String yaml) {
    Scenario scenario = ScenarioReader.read("test", "test.yaml", null, yaml);
    return Simulation.run(scenario, scenario.policy(), 1);
  }
}

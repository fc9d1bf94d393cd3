package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When endpoints are checked: every 5 s, 2.5 s in doubt, 20 s without traffic, 60 s at most. */
final class CheckTimesTest {

  private static final Duration TICK = Duration.ofMillis(100);

  private final ScriptedProbe probe = new ScriptedProbe();

  private VirtualFleet fleet(int size) {
    return fleet(size, checks -> checks);
  }

  private VirtualFleet fleet(int size, UnaryOperator<HealthChecks<String>> configure) {
    List<Endpoint<String>> endpoints =
        IntStream.range(0, size).mapToObj(i -> VirtualFleet.named("e" + i)).toList();
    VirtualFleet fleet =
        new VirtualFleet(
            endpoints, builder -> builder.healthChecks(configure.apply(HealthChecks.of(probe))));
    probe.on(fleet.ticker);
    return fleet;
  }

  private static void passInUse(VirtualFleet fleet, Duration time) {
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(TICK)) {
      fleet.traffic(10, Duration.ZERO, id -> Outcome.success());
      fleet.pass(TICK);
    }
  }

  private static void between(List<Duration> gaps, long leastMillis, long mostMillis) {
    assertThat(gaps)
        .isNotEmpty()
        .allSatisfy(
            gap ->
                assertThat(gap)
                    .isBetween(Duration.ofMillis(leastMillis), Duration.ofMillis(mostMillis)));
  }

  @Test
  void anEndpointInUseIsCheckedEveryInterval() {
    VirtualFleet fleet = fleet(2);
    passInUse(fleet, Duration.ofMinutes(2));
    between(probe.gaps("e0"), 4500, 5100);
    assertThat(probe.gaps("e0").stream().distinct()).as("jitter").hasSizeGreaterThan(3);
  }

  @Test
  void anEndpointWithoutTrafficIsCheckedLessOften() {
    VirtualFleet fleet = fleet(2);
    fleet.pass(Duration.ofSeconds(30));
    probe.forget();
    fleet.pass(Duration.ofMinutes(5));
    between(probe.gaps("e0"), 18_000, 20_100);
    passInUse(fleet, Duration.ofSeconds(21));
    probe.forget();
    passInUse(fleet, Duration.ofMinutes(1));
    between(probe.gaps("e0"), 4500, 5100);
  }

  @Test
  void inDoubtChecksAreFaster() {
    VirtualFleet fleet = fleet(2, checks -> checks.withThresholds(100, 100));
    probe.fail("e0");
    passInUse(fleet, Duration.ofMinutes(1));
    between(probe.gaps("e0"), 2250, 2600);
  }

  @Test
  void whoIsLongDeadIsCheckedLessAndLessOftenUntilItAnswers() {
    VirtualFleet fleet = fleet(3);
    probe.fail("e0");
    passInUse(fleet, Duration.ofMinutes(60));
    List<Duration> gaps = probe.gaps("e0");
    between(gaps.subList(0, 2), 2250, 2600);
    between(gaps.subList(3, 8), 4500, 5100);
    between(gaps.subList(10, 18), 9000, 10_100);
    between(gaps.subList(50, gaps.size()), 54_000, 60_100);
    probe.pass("e0");
    probe.forget();
    passInUse(fleet, Duration.ofSeconds(65));
    between(probe.gaps("e0").subList(0, 1), 2250, 2600);
    assertThat(fleet.stateOf("e0")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void theChecksOfASetAreSpreadEvenlyOverTheInterval() {
    VirtualFleet fleet = fleet(500);
    fleet.pass(Duration.ofSeconds(5).plus(TICK));
    assertThat(probe.asked("e0")).isPositive();
    assertThat(probe.asked()).as("a few for the second time").isBetween(500, 560);
    assertThat(most(probe.times())).as("per 100 ms, mean 10").isLessThanOrEqualTo(20);
  }

  @Test
  void theChecksOfFiftyThousandEndpointsAreSpread() {
    VirtualFleet fleet = fleet(50_000);
    fleet.pass(Duration.ofSeconds(5));
    assertThat(probe.asked()).isGreaterThan(49_000);
    assertThat(most(probe.times())).as("per 100 ms, mean 1000").isLessThanOrEqualTo(1300);
  }

  @Test
  @Tag("full")
  void theChecksOfFiftyThousandEndpointsStaySpreadWhenAllFail() {
    VirtualFleet fleet = fleet(50_000);
    fleet.pass(Duration.ofSeconds(5));
    probe.failAll();
    fleet.pass(Duration.ofSeconds(60));
    assertThat(fleet.balancer.snapshot().endpoints())
        .allMatch(endpoint -> endpoint.state() == HealthState.UNHEALTHY);
    probe.forget();
    fleet.pass(Duration.ofSeconds(10));
    double mean = probe.asked() / 100.0;
    assertThat((double) most(probe.times())).as("per 100 ms").isLessThanOrEqualTo(2 * mean);
  }

  private static int most(List<Long> times) {
    int[] perTick = new int[1000];
    int most = 0;
    for (long time : times) {
      int tick = (int) ((time - times.get(0)) / TICK.toNanos());
      most = Math.max(most, ++perTick[tick]);
    }
    return most;
  }

  @Test
  void checksStaySpreadWhenAllAreLessOftenMadeBecauseThereIsNoTraffic() {
    VirtualFleet fleet = fleet(2000);
    fleet.pass(Duration.ofSeconds(40));
    probe.forget();
    fleet.pass(Duration.ofSeconds(60));
    assertThat(most(probe.times())).as("per 100 ms, mean 10").isLessThanOrEqualTo(30);
  }

  @Test
  void endpointsThatJoinTogetherAreNotCheckedTogetherForEver() {
    VirtualFleet fleet = fleet(1);
    fleet.balancer.update(VirtualFleet.endpoints(500));
    fleet.settle();
    assertThat(probe.asked()).as("at once").isEqualTo(500);
    fleet.pass(TICK);
    probe.forget();
    passInUse(fleet, Duration.ofSeconds(8));
    assertThat(most(probe.times())).as("per 100 ms, mean 10").isLessThanOrEqualTo(25);
  }

  // Bounds.

  @Test
  void noMoreChecksThanAllowedAreUnderWay() {
    VirtualFleet fleet = fleet(50, checks -> checks.withMaxConcurrent(5));
    List<CompletableFuture<CheckResult>> open = new ArrayList<>();
    List<Integer> underWay = new ArrayList<>();
    probe.script(
        () -> {
          open.removeIf(CompletableFuture::isDone);
          CompletableFuture<CheckResult> answer = new CompletableFuture<>();
          open.add(answer);
          underWay.add(open.size());
          return answer;
        });
    fleet.pass(Duration.ofSeconds(60));
    assertThat(underWay).contains(5).allMatch(count -> count <= 5);
    assertThat(probe.asked()).as("5 in a second and a tick or two").isBetween(200, 300);
    assertThat(IntStream.range(0, 50).map(i -> probe.asked("e" + i)).min().getAsInt())
        .as("each gets its turn")
        .isGreaterThan(3);
  }

  @Test
  void aHungProbeDelaysNoOther() {
    VirtualFleet fleet = fleet(10, checks -> checks.withMaxConcurrent(2));
    probe.script("e0", () -> new CompletableFuture<>());
    passInUse(fleet, Duration.ofMinutes(2));
    between(probe.gaps("e1"), 4400, 5200);
    assertThat(fleet.stateOf("e0")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(fleet.look("e0").lastCheck().result())
        .isEqualTo(CheckResult.failed("no answer within 1s"));
  }

  @Test
  void whatIsNotAnsweredInTimeIsCancelledAndItsLateAnswerIgnored() {
    VirtualFleet fleet = fleet(2, checks -> checks.withThresholds(1, 1));
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    probe.script("e0", () -> answer);
    while (probe.asked("e0") == 0) {
      fleet.pass(TICK);
    }
    fleet.pass(Duration.ofMillis(1300));
    assertThat(answer).isCancelled();
    assertThat(fleet.stateOf("e0")).isEqualTo(HealthState.UNHEALTHY);
  }

  @Test
  void anAnswerBetweenTheTimeoutAndTheTickThatNoticesItIsTooLate() {
    VirtualFleet fleet = fleet(2, checks -> checks.withThresholds(1, 1));
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    probe.script("e0", () -> answer);
    while (probe.asked("e0") == 0) {
      fleet.pass(TICK);
    }
    fleet.pass(Duration.ofMillis(1001));
    answer.complete(CheckResult.passed());
    fleet.pass(TICK);
    assertThat(fleet.stateOf("e0")).isEqualTo(HealthState.UNHEALTHY);
  }

  // Leaving and closing.

  @Test
  void whoLeavesDuringItsCheckIsForgottenAndTheProbeToldSo() {
    VirtualFleet fleet = fleet(3, checks -> checks.withThresholds(1, 1));
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    probe.script("e0", () -> answer);
    while (probe.asked("e0") == 0) {
      fleet.pass(TICK);
    }
    fleet.balancer.update(List.of(VirtualFleet.named("e1"), VirtualFleet.named("e2")));
    fleet.settle();
    assertThat(answer).isCancelled();
    fleet.balancer.update(List.of(VirtualFleet.named("e0"), VirtualFleet.named("e1")));
    assertThat(fleet.stateOf("e0")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whatWasFoundBeforeTheEndpointLeftIsNoNewsWhenItIsBack() {
    VirtualFleet fleet = fleet(3, checks -> checks.withThresholds(1, 1));
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    probe.script("e0", () -> answer);
    while (probe.asked("e0") == 0) {
      fleet.pass(TICK);
    }
    answer.complete(CheckResult.failed("refused"));
    fleet.balancer.update(List.of(VirtualFleet.named("e1"), VirtualFleet.named("e2")));
    fleet.balancer.update(List.of(VirtualFleet.named("e0"), VirtualFleet.named("e1")));
    probe.pass("e0");
    fleet.pass(TICK);
    assertThat(fleet.stateOf("e0")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void closingEndsAllChecks() {
    VirtualFleet fleet = fleet(3);
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    probe.script("e0", () -> answer);
    while (probe.asked("e0") == 0) {
      fleet.pass(TICK);
    }
    fleet.balancer.close();
    fleet.settle();
    assertThat(answer).isCancelled();
    probe.forget();
    fleet.pass(Duration.ofMinutes(1));
    assertThat(probe.asked()).isZero();
    assertThat(fleet.scheduler.pending()).isZero();
  }

  @Test
  void aProbeMayChangeTheSet() {
    VirtualFleet fleet = fleet(3);
    probe.script(
        "e0",
        () -> {
          fleet.balancer.update(List.of(VirtualFleet.named("e0"), VirtualFleet.named("e9")));
          fleet.balancer.disable("e9");
          return CompletableFuture.completedFuture(CheckResult.passed());
        });
    fleet.pass(Duration.ofSeconds(10));
    assertThat(fleet.stateOf("e9")).isEqualTo(HealthState.DISABLED);
  }

  @Test
  void aProbeMayCloseTheBalancer() {
    VirtualFleet fleet = fleet(3);
    probe.script(
        "e0",
        () -> {
          fleet.balancer.close();
          return CompletableFuture.completedFuture(CheckResult.passed());
        });
    fleet.pass(Duration.ofSeconds(10));
    assertThat(fleet.balancer.snapshot().closed()).isTrue();
  }

  // Clocks.

  @Test
  void clocksThatJumpStopNoChecksAndBringNoFlood() {
    for (Duration jump :
        List.of(Duration.ofHours(-1), Duration.ofDays(36_500), Duration.ofDays(-36_500))) {
      VirtualFleet fleet = fleet(100);
      passInUse(fleet, Duration.ofSeconds(20));
      fleet.ticker.advance(jump);
      probe.forget();
      passInUse(fleet, TICK);
      assertThat(probe.asked()).as("a second's checks after %s", jump).isLessThan(40);
      passInUse(fleet, Duration.ofSeconds(30));
      assertThat(probe.gaps("e5")).as("after %s", jump).hasSizeGreaterThan(4);
      assertThat(fleet.stateChanges).isEmpty();
    }
  }

  @Test
  void aHungCheckTimesOutAlsoWhenTheClockIsSetBack() {
    VirtualFleet fleet = fleet(2, checks -> checks.withThresholds(1, 1));
    probe.script("e0", () -> new CompletableFuture<>());
    while (probe.asked("e0") == 0) {
      fleet.pass(TICK);
    }
    fleet.ticker.advance(Duration.ofHours(-1));
    fleet.pass(Duration.ofMillis(1400));
    assertThat(fleet.stateOf("e0")).isEqualTo(HealthState.UNHEALTHY);
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.EndpointSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What active checks find, and what follows from it. Checks are made every 5 s. */
final class ActiveCheckTest {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration TICK = Duration.ofMillis(100);

  /** In which checks that are in doubt decide. */
  private static final Duration A_WHILE = Duration.ofSeconds(15);

  private final ScriptedProbe probe = new ScriptedProbe();

  private VirtualFleet fleet(int size) {
    return fleet(size, checks -> checks);
  }

  private VirtualFleet fleet(int size, UnaryOperator<HealthChecks<String>> configure) {
    return new VirtualFleet(
        size,
        builder ->
            builder
                .policy(SelectionPolicies.roundRobin())
                .healthChecks(configure.apply(HealthChecks.of(probe))));
  }

  private static Map<String, Integer> traffic(VirtualFleet fleet) {
    return fleet.traffic(200, Duration.ofNanos(10_000), id -> Outcome.success());
  }

  /** Lets time pass in which every endpoint is in use, so that none is checked less often. */
  private static void passInUse(VirtualFleet fleet, Duration time) {
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(TICK)) {
      fleet.traffic(10, Duration.ZERO, id -> Outcome.success());
      fleet.pass(TICK);
    }
  }

  private static Verdict verdict(VirtualFleet fleet, String id) {
    return fleet.look(id).verdicts().stream()
        .filter(verdict -> verdict.witness() == Witness.ACTIVE)
        .findFirst()
        .orElseThrow();
  }

  private static void join(VirtualFleet fleet, int size) {
    fleet.balancer.update(VirtualFleet.endpoints(size));
  }

  // Rise and fall.

  @Test
  void theFirstEndpointsServeBeforeTheyAreChecked() {
    VirtualFleet fleet = fleet(3);
    assertThat(traffic(fleet)).containsOnlyKeys("a", "b", "c");
    assertThat(fleet.look("a").lastCheck()).isNull();
  }

  @Test
  void threeFailedChecksTakeAnEndpointOutAndTwoPassedOnesBringItBack() {
    VirtualFleet fleet = fleet(3);
    probe.fail("a");
    while (probe.asked("a") < 2) {
      passInUse(fleet, TICK);
    }
    passInUse(fleet, TICK);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    while (probe.asked("a") < 3) {
      passInUse(fleet, TICK);
    }
    passInUse(fleet, TICK);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(verdict(fleet, "a").reason()).isEqualTo("3 checks in a row failed: refused");
    assertThat(traffic(fleet)).containsOnlyKeys("b", "c");

    probe.pass("a");
    probe.forget();
    while (probe.asked("a") < 1) {
      passInUse(fleet, TICK);
    }
    passInUse(fleet, TICK);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
    while (probe.asked("a") < 2) {
      passInUse(fleet, TICK);
    }
    passInUse(fleet, TICK);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.look("a").slowStartShare()).isLessThan(0.2);
  }

  @Test
  void failuresWithAPassBetweenDecideNothing() {
    VirtualFleet fleet = fleet(3);
    probe.script(
        "a",
        () ->
            CompletableFuture.completedFuture(
                probe.asked("a") % 3 == 0 ? CheckResult.passed() : CheckResult.failed("refused")));
    passInUse(fleet, Duration.ofMinutes(2));
    assertThat(probe.asked("a")).isGreaterThan(30);
    assertThat(fleet.stateChanges).isEmpty();
  }

  @Test
  void theSnapshotShowsWhatTheLastCheckFound() {
    VirtualFleet fleet = fleet(2);
    probe.fail("a");
    passInUse(fleet, Duration.ofSeconds(9));
    EndpointSnapshot a = fleet.look("a");
    assertThat(a.lastCheck().result()).isEqualTo(CheckResult.failed("refused"));
    assertThat(a.lastCheck().failuresInARow()).isEqualTo(probe.asked("a"));
    assertThat(a.lastCheck().at())
        .isBetween(fleet.ticker.instant().minus(INTERVAL), fleet.ticker.instant());
    assertThat(fleet.look("b").lastCheck().failuresInARow()).isZero();
  }

  @Test
  void aDegradedEndpointServesOnlyWhileTheOthersAreTooFew() {
    VirtualFleet fleet = fleet(4);
    probe.answer("a", CheckResult.degraded("slow disk"));
    passInUse(fleet, A_WHILE);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
    assertThat(traffic(fleet)).containsOnlyKeys("b", "c", "d");
    probe.pass("a");
    passInUse(fleet, A_WHILE);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  // Newcomers.

  @Test
  void anEndpointThatJoinsServesFromItsFirstPassedCheckOn() {
    VirtualFleet fleet = fleet(3);
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    probe.script("d", () -> answer);
    join(fleet, 4);
    fleet.settle();
    assertThat(probe.asked("d")).as("checked at once").isEqualTo(1);
    assertThat(fleet.stateOf("d")).isEqualTo(HealthState.STARTING);
    assertThat(verdict(fleet, "d").isAwaited()).isTrue();
    assertThat(traffic(fleet)).containsOnlyKeys("a", "b", "c");
    answer.complete(CheckResult.passed());
    fleet.pass(TICK);
    assertThat(traffic(fleet)).containsKey("d");
  }

  @Test
  void inItsGracePeriodAnEndpointThatFailsChecksIsAwaited() {
    VirtualFleet fleet = fleet(3);
    probe.fail("d");
    join(fleet, 4);
    fleet.pass(Duration.ofSeconds(59));
    assertThat(probe.asked("d")).isGreaterThan(10);
    assertThat(fleet.stateOf("d")).isEqualTo(HealthState.STARTING);
    fleet.pass(INTERVAL);
    assertThat(fleet.stateOf("d")).isEqualTo(HealthState.UNHEALTHY);
  }

  @Test
  void anEndpointThatIsAdmittedInItsGracePeriodAndThenFailsIsAwaitedAgain() {
    VirtualFleet fleet = fleet(3);
    join(fleet, 4);
    fleet.pass(TICK);
    assertThat(traffic(fleet)).containsKey("d");
    probe.fail("d");
    fleet.pass(Duration.ofSeconds(30));
    assertThat(verdict(fleet, "d").isAwaited()).isTrue();
    assertThat(traffic(fleet)).doesNotContainKey("d");
  }

  @Test
  void withoutGraceAnEndpointThatJoinsAndFailsIsUnhealthy() {
    VirtualFleet fleet =
        new VirtualFleet(
            3, builder -> builder.grace(GracePeriod.off()).healthChecks(HealthChecks.of(probe)));
    probe.fail("d");
    join(fleet, 4);
    fleet.pass(A_WHILE);
    assertThat(fleet.stateOf("d")).isEqualTo(HealthState.UNHEALTHY);
  }

  @Test
  void newcomersAreNoPartOfTheCapacityUntilTheyHavePassed() {
    VirtualFleet fleet = fleet(2);
    probe.script(() -> new CompletableFuture<>());
    probe.pass("a");
    probe.pass("b");
    join(fleet, 20);
    fleet.pass(A_WHILE);
    assertThat(fleet.balancer.snapshot().panicking()).isFalse();
    assertThat(traffic(fleet)).containsOnlyKeys("a", "b");
  }

  @Test
  void whenAllAreReplacedTheNewOnesServeWhateverTheCheckerSays() {
    VirtualFleet fleet = fleet(2);
    probe.failAll();
    fleet.balancer.update(List.of(VirtualFleet.named("x"), VirtualFleet.named("y")));
    fleet.settle();
    assertThat(traffic(fleet)).containsOnlyKeys("x", "y");
    fleet.pass(Duration.ofMinutes(5));
    assertThat(traffic(fleet)).containsOnlyKeys("x", "y");
  }

  @Test
  void whenTheLastEndpointGoesThoseWhoAreAwaitedServe() {
    VirtualFleet fleet = fleet(1);
    probe.script("b", () -> new CompletableFuture<>());
    join(fleet, 2);
    assertThat(traffic(fleet)).containsOnlyKeys("a");
    fleet.balancer.update(List.of(VirtualFleet.named("b")));
    assertThat(traffic(fleet)).containsOnlyKeys("b");
  }

  @Test
  void thoseWhoAreAwaitedAreNotEjectedPastTheShareBeforeTheyPass() {
    VirtualFleet fleet = fleet(1);
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    List<String> joining = List.of("w", "x", "y", "z");
    joining.forEach(id -> probe.script(id, () -> answer));
    fleet.balancer.update(joining.stream().map(VirtualFleet::named).toList());
    joining.forEach(id -> fleet.report(id, Outcome.failure(), 5));
    answer.complete(CheckResult.passed());
    fleet.pass(TICK);
    assertThat(joining).extracting(fleet::stateOf).doesNotContain(HealthState.EJECTED);
  }

  // Too few are left.

  @Test
  void whenAllChecksFailAtOnceThereIsNoOutage() {
    VirtualFleet fleet = fleet(10);
    passInUse(fleet, INTERVAL);
    probe.failAll();
    passInUse(fleet, Duration.ofMinutes(2));
    assertThat(fleet.balancer.snapshot().panicking()).isTrue();
    assertThat(traffic(fleet)).hasSize(10);
  }

  @Test
  void whenTheCheckerDiesThereIsNoOutage() {
    for (Runnable death : deaths()) {
      probe.script(() -> CompletableFuture.completedFuture(CheckResult.passed()));
      VirtualFleet fleet = fleet(10);
      passInUse(fleet, INTERVAL);
      death.run();
      passInUse(fleet, Duration.ofMinutes(2));
      assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
      assertThat(traffic(fleet)).hasSize(10);
    }
  }

  private List<Runnable> deaths() {
    return List.of(
        () -> probe.script(() -> new CompletableFuture<>()),
        () ->
            probe.script(
                () -> {
                  throw new IllegalStateException("broken");
                }),
        () -> probe.script(() -> null),
        () -> probe.script(() -> CompletableFuture.completedFuture(null)),
        () -> probe.script(() -> CompletableFuture.failedFuture(new Exception("no route"))));
  }

  @Test
  void endpointsThatAreNotReadyServeBeforeThoseThatAreDown() {
    VirtualFleet fleet = fleet(4);
    probe.answer("a", CheckResult.notReady("warming up"));
    probe.fail("b");
    probe.fail("c");
    passInUse(fleet, A_WHILE);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(verdict(fleet, "a").reason())
        .isEqualTo("3 checks in a row found it not ready: warming up");
    assertThat(fleet.stateOf("b")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(traffic(fleet)).containsOnlyKeys("a", "d");
  }

  // Liveness and readiness.

  @Test
  void anEndpointThatIsAliveAndFailsItsReadinessProbeIsNotReady() {
    ScriptedProbe readiness = new ScriptedProbe();
    VirtualFleet fleet = fleet(3, checks -> checks.withReadiness(readiness));
    readiness.fail("a");
    probe.fail("b");
    passInUse(fleet, A_WHILE);
    assertThat(fleet.look("a").lastCheck().result()).isEqualTo(CheckResult.notReady("refused"));
    assertThat(verdict(fleet, "a").reason()).contains("not ready");
    assertThat(verdict(fleet, "b").reason()).contains("failed");
    assertThat(readiness.asked("b")).as("dead ones are not asked").isZero();
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.HEALTHY);
    assertThat(readiness.asked("c")).isEqualTo(probe.asked("c"));
  }

  @Test
  void aReadinessProbeThatHangsFindsTheEndpointNotReady() {
    ScriptedProbe readiness = new ScriptedProbe();
    readiness.script("a", () -> new CompletableFuture<>());
    VirtualFleet fleet = fleet(3, checks -> checks.withReadiness(readiness));
    passInUse(fleet, A_WHILE);
    assertThat(fleet.look("a").lastCheck().result())
        .isEqualTo(CheckResult.notReady("no answer within 1s"));
  }

  @Test
  void anEndpointThatDiesWhileItIsNotReadyIsDownAndSoftensWhenItLives() {
    VirtualFleet fleet = fleet(4);
    probe.answer("a", CheckResult.notReady("warming up"));
    passInUse(fleet, A_WHILE);
    probe.fail("a");
    passInUse(fleet, A_WHILE);
    assertThat(verdict(fleet, "a").reason()).contains("failed");
    probe.answer("a", CheckResult.notReady("warming up"));
    passInUse(fleet, A_WHILE);
    assertThat(verdict(fleet, "a").reason()).contains("not ready");
    probe.pass("a");
    passInUse(fleet, A_WHILE);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  // Verdicts are independent.

  @Test
  void passedChecksDoNotBringBackWhoFailsRequests() {
    VirtualFleet fleet = fleet(4);
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(26));
    assertThat(fleet.look("a").lastCheck().result()).isEqualTo(CheckResult.passed());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void passedChecksDoNotBringBackWhoIsDisabled() {
    VirtualFleet fleet = fleet(4);
    fleet.balancer.disable("a");
    fleet.pass(Duration.ofMinutes(2));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DISABLED);
  }

  @Test
  void enablingDoesNotBringBackWhoFailsChecks() {
    VirtualFleet fleet = fleet(4);
    fleet.balancer.disable("a");
    probe.fail("a");
    fleet.pass(Duration.ofMinutes(2));
    fleet.balancer.enable("a");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
  }

  @Test
  void discoveryDoesNotReviveWhoFailsChecks() {
    VirtualFleet fleet = fleet(4);
    probe.fail("a");
    passInUse(fleet, A_WHILE);
    fleet.balancer.update(
        List.of(
            Endpoint.builder("a", "another target").weight(2).build(),
            VirtualFleet.named("b"),
            VirtualFleet.named("c")));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
  }

  @Test
  void whoReturnsAfterAShortAbsenceIsWhatItWas() {
    VirtualFleet fleet = fleet(4);
    List<Endpoint<String>> all = VirtualFleet.endpoints(4);
    probe.fail("a");
    passInUse(fleet, A_WHILE);
    fleet.balancer.update(all.subList(1, 4));
    probe.forget();
    fleet.pass(Duration.ofSeconds(30));
    assertThat(probe.asked("a")).as("who has left is not checked").isZero();
    fleet.balancer.update(all);
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(probe.asked("a")).as("checked at once").isEqualTo(1);
    probe.pass("a");
    fleet.pass(A_WHILE);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whoComesAndGoesIsCheckedNoMoreOftenForThat() {
    VirtualFleet fleet = fleet(4);
    List<Endpoint<String>> all = VirtualFleet.endpoints(4);
    probe.fail("a");
    passInUse(fleet, A_WHILE);
    probe.on(fleet.ticker).forget();
    for (int i = 0; i < 300; i++) {
      fleet.balancer.update(all.subList(1, 4));
      fleet.pass(TICK);
      fleet.balancer.update(all);
      fleet.pass(TICK);
    }
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(probe.asked("a")).as("in 60 s").isBetween(12, 25);
    assertThat(probe.gaps("a")).allMatch(gap -> gap.compareTo(Duration.ofMillis(2300)) > 0);
  }

  @Test
  void whoComesAndGoesWhileItIsWellIsCheckedAllTheSame() {
    VirtualFleet fleet = fleet(4);
    List<Endpoint<String>> all = VirtualFleet.endpoints(4);
    passInUse(fleet, A_WHILE);
    probe.forget();
    for (int i = 0; i < 60; i++) {
      fleet.balancer.update(all.subList(1, 4));
      fleet.pass(TICK);
      fleet.balancer.update(all);
      passInUse(fleet, Duration.ofSeconds(1));
    }
    assertThat(probe.asked("a")).as("in 66 s").isBetween(8, 14);
  }

  // The one exception.

  private VirtualFleet withLongEjections(boolean endsEjections) {
    return new VirtualFleet(
        4,
        builder ->
            builder
                .ejection(
                    EjectionPolicy.defaults()
                        .withDurations(Duration.ofHours(1), Duration.ofHours(1)))
                .healthChecks(HealthChecks.of(probe).withEndsEjections(endsEjections)));
  }

  @Test
  void passedChecksEndAnEjectionForFailedConnects() {
    VirtualFleet fleet = withLongEjections(true);
    fleet.report("a", Outcome.connectFailure(), 5);
    probe.forget();
    while (probe.asked("a") < 1) {
      fleet.pass(TICK);
    }
    fleet.pass(TICK);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    while (probe.asked("a") < 2) {
      fleet.pass(TICK);
    }
    fleet.pass(TICK);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.look("a").history().get(1).reason()).isEqualTo("2 checks passed since");
    assertThat(fleet.look("a").slowStartShare()).isLessThan(0.2);
    assertThat(fleet.traffic(300, Duration.ofMillis(1), id -> Outcome.success())).containsKey("a");
  }

  @Test
  void whomChecksBringBackAfterTheEjectionIsOverNoRequestTests() {
    VirtualFleet fleet = fleet(3);
    probe.fail("a");
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.pass(Duration.ofMinutes(1));
    assertThat(fleet.look("a").verdicts()).hasSize(2);
    probe.pass("a");
    fleet.pass(Duration.ofMinutes(3));
    assertThat(fleet.look("a").verdicts()).isEmpty();
    assertThat(traffic(fleet)).containsKey("a");
    assertThat(fleet.look("a").probes()).isZero();
  }

  @Test
  void passesBeforeTheEjectionAndFailuresInItDoNotCount() {
    VirtualFleet fleet = withLongEjections(true);
    passInUse(fleet, Duration.ofSeconds(20));
    probe.fail("a");
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.pass(Duration.ofMinutes(10));
    assertThat(fleet.look("a").verdicts()).extracting(Verdict::witness).contains(Witness.PASSIVE);
  }

  @Test
  void aCheckThatBeganBeforeTheEjectionSaysNothingOfIt() {
    VirtualFleet fleet = fleet(4, checks -> checks.withThresholds(1, 3));
    CompletableFuture<CheckResult> answer = new CompletableFuture<>();
    probe.script("a", () -> answer);
    while (probe.asked("a") == 0) {
      fleet.pass(TICK);
    }
    fleet.report("a", Outcome.connectFailure(), 5);
    answer.complete(CheckResult.passed());
    fleet.pass(TICK.multipliedBy(2));
    assertThat(fleet.look("a").lastCheck().result()).isEqualTo(CheckResult.passed());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void passedChecksEndNoEjectionThatBeganWithFailedAnswers() {
    VirtualFleet fleet = withLongEjections(true);
    List<Lease<String>> late = IntStream.range(0, 5).mapToObj(i -> fleet.leaseOn("a")).toList();
    fleet.report("a", Outcome.failure(), 5);
    for (Lease<String> lease : late) {
      lease.report(Outcome.connectFailure());
      lease.close();
    }
    fleet.settle();
    assertThat(fleet.look("a").verdicts())
        .extracting(Verdict::reason)
        .containsExactly("5 connect failures in a row");
    fleet.pass(Duration.ofMinutes(10));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void passedChecksEndNoEjectionForFailedAnswersAfterItsTestCouldNotConnect() {
    VirtualFleet fleet = fleet(4);
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    while (fleet.look("a").probes() == 0) {
      try (Lease<String> lease = fleet.balancer.select()) {
        boolean isTest = lease.endpoint().id().equals("a");
        lease.report(isTest ? Outcome.connectFailure() : Outcome.success());
      }
    }
    fleet.settle();
    fleet.pass(Duration.ofSeconds(50));
    assertThat(fleet.look("a").verdicts())
        .extracting(Verdict::reason)
        .containsExactly("probe failed: CONNECT_FAILURE");
    fleet.pass(Duration.ofSeconds(11));
    assertThat(fleet.balancer.select().endpoint().id()).as("tested").isEqualTo("a");
  }

  @Test
  void switchedOffPassedChecksEndNoEjection() {
    VirtualFleet fleet = withLongEjections(false);
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.pass(Duration.ofMinutes(10));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }
}

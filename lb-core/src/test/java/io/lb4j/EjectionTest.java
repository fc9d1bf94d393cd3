package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthState;
import io.lb4j.health.SlowStart;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How passive detection takes endpoints out, and lets them back in. */
final class EjectionTest {

  private final VirtualFleet fleet = new VirtualFleet(4);

  @Test
  void fiveFailuresInARowEject() {
    fleet.report("a", Outcome.failure(), 4);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.failure(), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @ParameterizedTest
  @CsvSource({"2", "4"})
  void noPickComesBetweenTheEvidenceAndTheVerdict(int size) {
    VirtualFleet fleet =
        new VirtualFleet(size, b -> b.policy(io.lb4j.select.SelectionPolicies.leastRequests()));
    for (int i = 0; i < 5; i++) {
      try (Lease<String> lease = fleet.leaseOn("a")) {
        lease.report(Outcome.failure());
      }
    }
    for (int i = 0; i < 200; i++) {
      try (Lease<String> lease = fleet.balancer.select()) {
        assertThat(lease.endpoint().id()).isNotEqualTo("a");
        lease.report(Outcome.success());
      }
    }
    assertThat(fleet.stateOf("a"))
        .as("the control loop has not run yet")
        .isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void anEndpointThatMayNotBeEjectedIsLetGoAgain() {
    VirtualFleet one = new VirtualFleet(1);
    one.report("a", Outcome.failure(), 5);
    assertThat(one.traffic(3, Duration.ofMillis(1), id -> Outcome.success())).containsKey("a");
    VirtualFleet three =
        new VirtualFleet(3, b -> b.policy(io.lb4j.select.SelectionPolicies.roundRobin()));
    three.report("a", Outcome.failure(), 5);
    three.report("b", Outcome.failure(), 5);
    assertThat(three.traffic(300, Duration.ofMillis(1), id -> Outcome.success()))
        .containsOnlyKeys("b", "c");
  }

  @Test
  void aSuccessInBetweenStartsTheCountAnew() {
    fleet.report("a", Outcome.failure(), 4);
    fleet.report("a", Outcome.success(), 1);
    fleet.report("a", Outcome.failure(), 4);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void rejectionsAndIgnoredOutcomesNeitherCountNorBreakTheRun() {
    fleet.report("a", Outcome.failure(), 4);
    fleet.report("a", Outcome.rejected(), 4);
    fleet.report("a", Outcome.ignored(), 10);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.timeout(), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void anEjectedEndpointGetsNoTraffic() {
    fleet.report("a", Outcome.failure(), 5);
    Map<String, Integer> shares =
        fleet.traffic(1000, Duration.ofMillis(10), id -> Outcome.success());
    assertThat(shares).doesNotContainKey("a").hasSize(3);
  }

  @Test
  void theVerdictSaysWhyAndUntilWhen() {
    fleet.report("a", Outcome.connectFailure(), 5);
    assertThat(fleet.look("a").verdicts())
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.witness()).isEqualTo(Witness.PASSIVE);
              assertThat(verdict.reason()).isEqualTo("5 connect failures in a row");
              assertThat(verdict.since()).isEqualTo(fleet.ticker.instant());
              assertThat(verdict.until())
                  .isBetween(verdict.since().plusSeconds(27), verdict.since().plusSeconds(30));
            });
  }

  @Test
  void aSingleProbeDecidesAboutTheReturn() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    Lease<String> probe = fleet.balancer.select();
    assertThat(probe.endpoint().id()).isEqualTo("a");
    assertThat(fleet.traffic(200, Duration.ofMillis(1), id -> Outcome.success()))
        .doesNotContainKey("a");
    probe.report(Outcome.success());
    probe.close();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.look("a").probes()).isEqualTo(1);
  }

  @Test
  void aFailedProbeDoublesTheEjection() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    failTheProbe();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    fleet.pass(Duration.ofSeconds(53));
    assertThat(fleet.traffic(100, Duration.ofMillis(1), id -> Outcome.success()))
        .doesNotContainKey("a");
    fleet.pass(Duration.ofSeconds(8));
    assertThat(fleet.balancer.select().endpoint().id()).isEqualTo("a");
  }

  @Test
  void ejectionsNeverLastLongerThanTheCap() {
    fleet.report("a", Outcome.failure(), 5);
    for (int i = 0; i < 12; i++) {
      fleet.pass(Duration.ofMillis(300_100));
      failTheProbe();
    }
    assertThat(fleet.look("a").probes()).isEqualTo(12);
  }

  private void failTheProbe() {
    try (Lease<String> probe = fleet.balancer.select()) {
      assertThat(probe.endpoint().id()).isEqualTo("a");
      probe.report(Outcome.failure());
    }
    fleet.settle();
  }

  @Test
  void aProbeThatSaysNothingIsPassedOn() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    try (Lease<String> cancelled = fleet.balancer.select()) {
      assertThat(cancelled.endpoint().id()).isEqualTo("a");
      cancelled.report(Outcome.ignored());
    }
    try (Lease<String> unreported = fleet.balancer.select()) {
      assertThat(unreported.endpoint().id()).isEqualTo("a");
    }
    fleet.pass(Duration.ofMillis(300));
    try (Lease<String> probe = fleet.balancer.select()) {
      assertThat(probe.endpoint().id()).isEqualTo("a");
      probe.report(Outcome.success());
    }
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void aProbeThatHangsDoesNotKeepTheEndpointOutForEver() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    Lease<String> hanging = fleet.balancer.select();
    assertThat(hanging.endpoint().id()).isEqualTo("a");
    fleet.pass(Duration.ofSeconds(31));
    try (Lease<String> next = fleet.balancer.select()) {
      assertThat(next.endpoint().id()).isEqualTo("a");
      next.report(Outcome.success());
    }
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    hanging.report(Outcome.failure());
    hanging.close();
  }

  @Test
  void aLeaseFromBeforeTheEjectionIsNoProbe() {
    Lease<String> old = fleet.leaseOn("a");
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    old.report(Outcome.success());
    old.close();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void aRetryIsNotRiskedAsAProbe() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    SelectionContext retry = SelectionContext.none().avoiding(fleet.look("b").endpoint());
    for (int i = 0; i < 50; i++) {
      try (Lease<String> lease = fleet.balancer.select(retry)) {
        assertThat(lease.endpoint().id()).isIn("c", "d");
        lease.report(Outcome.success());
      }
    }
  }

  @Test
  void anEndpointThatComesBackStartsSlowlyAndGetsItsFairShareAfterwards() {
    VirtualFleet evenly =
        new VirtualFleet(
            4, builder -> builder.policy(io.lb4j.select.SelectionPolicies.roundRobin()));
    evenly.report("a", Outcome.failure(), 5);
    evenly.pass(Duration.ofSeconds(31));
    evenly.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    int early =
        evenly.traffic(400, Duration.ofMillis(1), id -> Outcome.success()).getOrDefault("a", 0);
    assertThat(early).isBetween(5, 30);
    evenly.pass(Duration.ofSeconds(30));
    int late = evenly.traffic(400, Duration.ofMillis(1), id -> Outcome.success()).get("a");
    assertThat((double) late).isCloseTo(100, within(10.0));
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,1", "3,1", "5,2", "10,5"})
  void statisticalEvidenceEjectsAtMostHalf(int size, int ejected) {
    VirtualFleet many = new VirtualFleet(size);
    for (int i = 0; i < size; i++) {
      failWhileServing(many, VirtualFleet.id(i), Outcome.failure());
    }
    assertThat(countEjected(many)).isEqualTo(ejected);
  }

  @Test
  void statisticalEvidenceRespectsTheShareAtEverySize() {
    for (int size : new int[] {1, 2, 3, 5, 10}) {
      for (double share : new double[] {0.1, 0.5, 1}) {
        VirtualFleet fleet =
            new VirtualFleet(
                size,
                builder -> builder.ejection(EjectionPolicy.defaults().withMaxEjectedShare(share)));
        for (int i = 0; i < size; i++) {
          failWhileServing(fleet, VirtualFleet.id(i), Outcome.failure());
        }
        assertThat(countEjected(fleet))
            .as("%s of %s", share, size)
            .isEqualTo((long) Math.floor(share * size));
        assertThat(fleet.traffic(100, Duration.ofNanos(10), id -> Outcome.success())).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,1", "3,2", "5,4", "10,9"})
  void connectFailuresEjectAllButTheLast(int size, int ejected) {
    VirtualFleet many = new VirtualFleet(size);
    for (int i = 0; i < size; i++) {
      failWhileServing(many, VirtualFleet.id(i), Outcome.connectFailure());
    }
    assertThat(countEjected(many)).isEqualTo(ejected);
  }

  private static void failWhileServing(VirtualFleet fleet, String id, Outcome outcome) {
    fleet.report(id, outcome, 5);
  }

  private static long countEjected(VirtualFleet fleet) {
    return fleet.balancer.snapshot().endpoints().stream()
        .filter(endpoint -> endpoint.state() == HealthState.EJECTED)
        .count();
  }

  @Test
  void failureAmongConnectFailuresShowsThatConnectingWorks() {
    VirtualFleet two = new VirtualFleet(2);
    two.report("a", Outcome.connectFailure(), 5);
    two.report("b", Outcome.connectFailure(), 4);
    two.report("b", Outcome.failure(), 1);
    assertThat(two.balancer.snapshot().panicking()).isFalse();
    assertThat(two.stateOf("b")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void ejectionCanBeTurnedOff() {
    VirtualFleet without = new VirtualFleet(4, b -> b.ejection(EjectionPolicy.off()));
    without.report("a", Outcome.connectFailure(), 1000);
    assertThat(without.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void servingWellForAWhileShortensTheNextEjection() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.failure(), 5);
    assertThat(secondsOut()).isGreaterThan(50);
    fleet.pass(Duration.ofSeconds(61));
    fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    fleet.pass(Duration.ofSeconds(90));
    fleet.report("a", Outcome.failure(), 5);
    assertThat(secondsOut()).isLessThanOrEqualTo(30);
  }

  private long secondsOut() {
    var verdict = fleet.look("a").verdicts().get(0);
    return Duration.between(verdict.since(), verdict.until()).toSeconds();
  }

  private static List<Endpoint<String>> withoutReadiness(int size, String... unready) {
    return VirtualFleet.endpoints(size).stream()
        .map(
            endpoint ->
                List.of(unready).contains(endpoint.id())
                    ? Endpoint.builder(endpoint.id(), endpoint.target())
                        .readiness(Readiness.UNREADY)
                        .build()
                    : endpoint)
        .toList();
  }

  private static void reportLate(VirtualFleet fleet, List<Lease<String>> late, Outcome outcome) {
    for (Lease<String> lease : late) {
      lease.report(outcome);
      lease.close();
    }
    fleet.settle();
  }

  @Test
  void whoIsOutAlreadyCountsOnceAmongThoseThatMayBe() {
    List<Lease<String>> late = Stream.generate(() -> fleet.leaseOn("a")).limit(5).toList();
    fleet.balancer.update(withoutReadiness(4, "a", "b"));
    reportLate(fleet, late, Outcome.failure());
    assertThat(fleet.look("a").verdicts())
        .as("two of four may be out, and are")
        .extracting(Verdict::witness)
        .containsExactly(Witness.DISCOVERY, Witness.PASSIVE);
    fleet.report("c", Outcome.failure(), 5);
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whoIsOutAlreadyIsNotTheLastOne() {
    VirtualFleet two = new VirtualFleet(2);
    List<Lease<String>> late = Stream.generate(() -> two.leaseOn("a")).limit(5).toList();
    two.balancer.update(withoutReadiness(2, "a"));
    reportLate(two, late, Outcome.connectFailure());
    assertThat(two.look("a").verdicts())
        .extracting(Verdict::witness)
        .containsExactly(Witness.DISCOVERY, Witness.PASSIVE);
  }

  @Test
  void whoIsOutAlreadyMayAlsoAskForRest() {
    VirtualFleet two = new VirtualFleet(2);
    List<Lease<String>> late = List.of(two.leaseOn("a"));
    two.balancer.update(withoutReadiness(2, "a"));
    reportLate(two, late, Outcome.rejected().withRetryAfter(Duration.ofMinutes(1)));
    two.balancer.update(VirtualFleet.endpoints(2));
    assertThat(two.stateOf("a")).isEqualTo(HealthState.DEGRADED);
  }

  @Test
  void theListenerHearsOfEveryChange() {
    VirtualFleet quick = new VirtualFleet(4, b -> b.slowStart(SlowStart.off()));
    quick.report("a", Outcome.connectFailure(), 5);
    quick.pass(Duration.ofSeconds(31));
    quick.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    quick.pass(Duration.ofMillis(1));
    assertThat(quick.stateChanges)
        .extracting(StateChange::endpointId, StateChange::from, StateChange::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", HealthState.HEALTHY, HealthState.EJECTED),
            org.assertj.core.groups.Tuple.tuple("a", HealthState.EJECTED, HealthState.HEALTHY));
    assertThat(quick.stateChanges.get(0).reason())
        .startsWith("5 connect failures in a row; out for ");
  }
}

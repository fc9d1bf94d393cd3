package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.HistoryEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How endpoints that reject because they are overloaded rest, and for how long. */
final class OverloadTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MILLI = Duration.ofMillis(1);

  private final VirtualFleet fleet =
      new VirtualFleet(10, builder -> builder.policy(SelectionPolicies.roundRobin()));

  private static Outcome retryAfter(Duration time) {
    return Outcome.rejected().withRetryAfter(time);
  }

  private static Verdict passive(VirtualFleet fleet, String id) {
    return fleet.look(id).verdicts().stream()
        .filter(verdict -> verdict.witness() == Witness.PASSIVE)
        .findFirst()
        .orElseThrow();
  }

  private static Duration rest(VirtualFleet fleet, String id) {
    Verdict verdict = passive(fleet, id);
    return Duration.between(verdict.since(), verdict.until());
  }

  /** Takes the next request, which must be the test of this endpoint. */
  private void test(String id, Outcome outcome) {
    try (Lease<String> lease = fleet.balancer.select()) {
      assertThat(lease.endpoint().id()).isEqualTo(id);
      lease.report(outcome);
    }
    fleet.settle();
  }

  private Map<String, Integer> goodTraffic(int calls) {
    return fleet.traffic(calls, MILLI, id -> Outcome.success());
  }

  private static long count(VirtualFleet fleet, HealthState state) {
    return fleet.balancer.snapshot().endpoints().stream()
        .filter(endpoint -> endpoint.state() == state)
        .count();
  }

  // For how long.

  @Test
  void aTestThatSucceedsAlsoAnswersWhatOthersWishedMeanwhile() {
    Lease<String> late = fleet.leaseOn("a");
    fleet.report("a", Outcome.rejected(), 5);
    fleet.pass(Duration.ofMillis(1201));
    try (Lease<String> test = fleet.balancer.select()) {
      late.report(retryAfter(Duration.ofMinutes(1)));
      late.close();
      test.report(Outcome.success());
    }
    fleet.settle();
    fleet.report("a", Outcome.rejected(), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whoComesBackFromAnEjectionOwesNoRestThatWasAskedForBefore() {
    Lease<String> late = fleet.leaseOn("a");
    fleet.report("a", Outcome.failure(), 5);
    late.report(retryAfter(Duration.ofMinutes(5)));
    late.close();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    fleet.pass(Duration.ofSeconds(31));
    test("a", Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.rejected(), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whoeverSaysWhenToRetryRestsForThatTimeAndUpToATenthMore() {
    fleet.report("a", retryAfter(Duration.ofSeconds(5)), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
    assertThat(passive(fleet, "a"))
        .returns(Evidence.OVERLOAD, Verdict::evidence)
        .returns("asked for 5s", Verdict::reason);
    assertThat(rest(fleet, "a")).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5500));
    assertThat(goodTraffic(4999)).doesNotContainKey("a").hasSize(9);
    fleet.pass(Duration.ofMillis(601));
    test("a", Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.look("a").ejections()).as("a rest is no ejection").isZero();
    assertThat(goodTraffic(1000)).containsEntry("a", 100);
  }

  @Test
  void nobodyPicksAnEndpointBetweenItsWishAndTheVerdict() {
    try (Lease<String> lease = fleet.leaseOn("a")) {
      lease.report(retryAfter(SECOND));
    }
    for (int i = 0; i < 100; i++) {
      try (Lease<String> lease = fleet.balancer.select()) {
        assertThat(lease.endpoint().id()).isNotEqualTo("a");
        lease.report(Outcome.success());
      }
    }
    assertThat(fleet.stateOf("a")).as("not weighed yet").isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void noRestLastsMuchLongerThanFiveMinutes() {
    fleet.report("a", retryAfter(Duration.ofDays(365)), 1);
    assertThat(rest(fleet, "a")).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(330));
    fleet.report("b", retryAfter(Duration.ofSeconds(Long.MAX_VALUE)), 1);
    assertThat(rest(fleet, "b")).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(330));
  }

  @Test
  void retryAfterNoTimeIsARejectionLikeAnyOther() {
    fleet.report("a", retryAfter(Duration.ZERO), 4);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", retryAfter(Duration.ZERO), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
  }

  @Test
  void aLongerWishOfARequestInFlightLengthensTheRest() {
    Lease<String> first = fleet.leaseOn("a");
    Lease<String> second = fleet.leaseOn("a");
    first.report(retryAfter(Duration.ofSeconds(2)));
    fleet.settle();
    second.report(retryAfter(Duration.ofSeconds(60)));
    fleet.settle();
    assertThat(rest(fleet, "a")).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(66));
    first.close();
    second.close();
    assertThat(fleet.look("a").history()).as("no news").hasSize(1);
  }

  @Test
  void aRunOfRejectionsRestsForASecondAndEachRejectedTestDoublesIt() {
    fleet.report("a", Outcome.rejected(), 4);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.rejected(), 1);
    fleet.report("b", Outcome.rejected(), 1);
    for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
      assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
      assertThat(rest(fleet, "a"))
          .isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1100L));
      fleet.pass(Duration.ofMillis(seconds * 1000L - 1));
      fleet.report("b", Outcome.rejected(), 1);
      fleet.report("b", Outcome.success(), 1);
      assertThat(goodTraffic(100)).doesNotContainKey("a");
      fleet.pass(Duration.ofMillis(seconds * 100L + 101));
      test("a", Outcome.rejected());
    }
    fleet.pass(Duration.ofSeconds(34));
    test("a", Outcome.success());
    fleet.report("a", Outcome.rejected(), 5);
    assertThat(rest(fleet, "a")).as("good again").isLessThan(Duration.ofMillis(1101));
  }

  @Test
  void aTestThatSaysWhenToRetryIsFollowed() {
    fleet.report("a", Outcome.rejected(), 5);
    fleet.pass(Duration.ofMillis(1201));
    test("a", retryAfter(Duration.ofSeconds(40)));
    assertThat(rest(fleet, "a")).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(44));
    assertThat(fleet.look("a").history())
        .extracting(HistoryEntry::reason)
        .last()
        .asString()
        .startsWith("test failed: REJECTED, asked for 40s; rests for 4");
  }

  @Test
  void aSuccessInBetweenStartsTheRunAnew() {
    for (int i = 0; i < 10; i++) {
      fleet.report("a", Outcome.rejected(), 4);
      fleet.report("a", Outcome.success(), 1);
    }
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  // How many.

  @ParameterizedTest
  @CsvSource({"1,0", "2,1", "3,1", "5,2", "10,5"})
  void whenAllAreOverloadedAtMostHalfRest(int size, int resting) {
    VirtualFleet all =
        new VirtualFleet(size, builder -> builder.policy(SelectionPolicies.roundRobin()));
    all.traffic(2000, MILLI, id -> retryAfter(Duration.ofSeconds(100)));
    assertThat(count(all, HealthState.DEGRADED)).isEqualTo(resting);
    assertThat(count(all, HealthState.HEALTHY)).isEqualTo(size - resting);
    assertThat(all.panicChanges).isEmpty();
  }

  @Test
  void thoseThatRestServeWhileTheOthersAreTooFew() {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      fleet.report(id, retryAfter(Duration.ofSeconds(100)), 1);
    }
    Map<String, Integer> shares = goodTraffic(1000);
    assertThat(shares).hasSize(10);
    assertThat(shares.get("a")).isLessThan(shares.get("f"));
  }

  @Test
  void whoIsOutCountsAgainstThoseThatWantToRest() {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      fleet.report(id, Outcome.failure(), 5);
    }
    fleet.report("f", retryAfter(SECOND), 1);
    assertThat(fleet.stateOf("f")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whoIsOutAndWhoRestsCountOnceEach() {
    fleet.report("a", Outcome.failure(), 5);
    for (String id : List.of("b", "c", "d", "e", "f")) {
      fleet.report(id, Outcome.rejected(), 5);
    }
    assertThat(count(fleet, HealthState.EJECTED)).isEqualTo(1);
    assertThat(count(fleet, HealthState.DEGRADED)).isEqualTo(4);
  }

  @Test
  void whoHasLeftDoesNotCountAmongThoseThatRest() {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      fleet.report(id, Outcome.rejected(), 5);
    }
    List<String> present = List.of("f", "g", "h", "i");
    fleet.balancer.update(present.stream().map(VirtualFleet::named).toList());
    fleet.report("f", Outcome.rejected(), 5);
    assertThat(fleet.stateOf("f")).isEqualTo(HealthState.DEGRADED);
  }

  @Test
  void aWishThatIsOverBeforeItIsWeighedIsNone() {
    try (Lease<String> lease = fleet.leaseOn("a")) {
      lease.report(retryAfter(MILLI));
    }
    fleet.ticker.advance(Duration.ofMillis(2));
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  // Overload is not death.

  @Test
  void aFailedTestIsNoEjection() {
    fleet.report("a", Outcome.rejected(), 5);
    fleet.pass(Duration.ofMillis(1201));
    test("a", Outcome.timeout());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
    assertThat(rest(fleet, "a")).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2200));
  }

  @Test
  void whoFailsWhileItRestsIsEjected() {
    VirtualFleet two =
        new VirtualFleet(2, builder -> builder.policy(SelectionPolicies.roundRobin()));
    two.report("a", retryAfter(Duration.ofSeconds(100)), 1);
    // It still serves: one of two cannot do without the other.
    two.report("a", Outcome.connectFailure(), 5);
    assertThat(two.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(passive(two, "a").evidence()).isEqualTo(Evidence.HARD);
  }

  @Test
  void theTestOfARestSaysNothingOfAnEjectionThatFollowed() {
    VirtualFleet two =
        new VirtualFleet(2, builder -> builder.policy(SelectionPolicies.roundRobin()));
    two.report("a", Outcome.rejected(), 5);
    two.pass(Duration.ofMillis(1201));
    try (Lease<String> test = two.balancer.select()) {
      assertThat(test.endpoint().id()).isEqualTo("a");
      two.report("a", Outcome.failure(), 5);
      test.report(Outcome.success());
    }
    two.settle();
    two.pass(MILLI);
    assertThat(two.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void whoAloneKeepsRejectingIsEjected() {
    fleet.report("a", Outcome.rejected(), 5);
    for (int i = 0; i < 5; i++) {
      assertThat(fleet.stateOf("a")).as("after %d tests", i).isEqualTo(HealthState.DEGRADED);
      fleet.pass(Duration.ofSeconds(18));
      test("a", Outcome.rejected());
    }
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(passive(fleet, "a"))
        .returns(Evidence.STATISTICAL, Verdict::evidence)
        .returns("rejects alone, 5 tests in a row too", Verdict::reason);
    assertThat(fleet.look("a").ejections()).isEqualTo(1);
  }

  @Test
  void aTestThatIsNotAnsweredIsNoRejection() {
    fleet.report("a", Outcome.rejected(), 5);
    for (int i = 0; i < 4; i++) {
      fleet.pass(Duration.ofSeconds(18));
      test("a", Outcome.rejected());
    }
    fleet.pass(Duration.ofSeconds(18));
    test("a", Outcome.timeout());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
  }

  @Test
  void whoKeepsRejectingAsOthersDoGoesOnResting() {
    fleet.report("a", Outcome.rejected(), 5);
    for (int i = 0; i < 8; i++) {
      fleet.pass(Duration.ofSeconds(34));
      fleet.report("b", Outcome.rejected(), 1);
      fleet.report("b", Outcome.success(), 1);
      test("a", Outcome.rejected());
      assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
    }
  }

  @Test
  void anEjectionLastsNoShorterThanWhatItsProbeAskedFor() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    test("a", retryAfter(Duration.ofSeconds(200)));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(rest(fleet, "a")).isEqualTo(Duration.ofSeconds(200));
  }

  @Test
  void withoutEjectionNobodyRests() {
    VirtualFleet trusting = new VirtualFleet(4, builder -> builder.ejection(EjectionPolicy.off()));
    trusting.report("a", retryAfter(SECOND), 10);
    trusting.report("a", Outcome.rejected(), 100);
    assertThat(trusting.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void aRestOutlastsAShortAbsence() {
    List<Endpoint<String>> all = VirtualFleet.endpoints(10);
    fleet.report("a", retryAfter(Duration.ofSeconds(20)), 1);
    fleet.balancer.update(all.subList(1, 10));
    fleet.pass(Duration.ofSeconds(5));
    fleet.balancer.update(all);
    assertThat(goodTraffic(1000)).doesNotContainKey("a");
    fleet.pass(Duration.ofSeconds(20));
    test("a", Outcome.success());
  }
}

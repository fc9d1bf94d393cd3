package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.PanicPolicy;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.RegionPolicy;
import io.lb4j.zone.RegionScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The client is in region e; u is farther, x farthest. See {@link Places} for the names. */
final class RegionsTest {

  private static final RegionPolicy AT_E =
      RegionPolicy.at("e")
          .withScore(
              RegionScore.defaults()
                  .withExpectedLatency("u", Duration.ofMillis(80))
                  .withExpectedLatency("x", Duration.ofMillis(200)));
  private static final Map<String, Integer> MILLIS = Map.of("e", 5, "u", 80, "x", 200);

  private static VirtualFleet fleet(String sizes, RegionPolicy policy) {
    return Places.fleet(sizes, policy, builder -> builder.policy(SelectionPolicies.roundRobin()));
  }

  /** Calls one after the other for some time, each as long as its region takes. */
  private static Map<String, Integer> call(
      VirtualFleet fleet, Duration duration, Map<String, Integer> millis) {
    Map<String, Integer> calls = new HashMap<>();
    long end = fleet.ticker.nanoTime() + duration.toNanos();
    while (fleet.ticker.nanoTime() < end) {
      try (Lease<String> lease = fleet.balancer.select()) {
        String region = lease.endpoint().id().substring(0, 1);
        calls.merge(region, 1, Integer::sum);
        fleet.pass(Duration.ofMillis(millis.get(region)));
        lease.report(Outcome.success());
      }
    }
    return calls;
  }

  private static String ids(String region, int index) {
    return region + index;
  }

  private static void kill(VirtualFleet fleet, String region, int count) {
    IntStream.range(0, count).forEach(i -> Places.kill(fleet, ids(region, i)));
  }

  @Test
  void homeHasAllTheTrafficWhileItIsWell() {
    VirtualFleet fleet = fleet("e 3, u 3", RegionPolicy.at("e"));
    assertThat(Places.shares(fleet)).isEqualTo("e 1.0, u 0.0");
    assertThat(call(fleet, Duration.ofMinutes(2), MILLIS)).containsOnlyKeys("e");
  }

  @Test
  void aRegionThatIsLostGivesAllToTheNextAtOnceAndGetsItBackStepByStep() {
    VirtualFleet fleet = fleet("e 6, u 3, x 3", AT_E);
    call(fleet, Duration.ofSeconds(5), MILLIS);
    kill(fleet, "e", 6);
    assertThat(Places.shares(fleet)).isEqualTo("e 0.0, u 1.0, x 0.0");
    assertThat(fleet.balancer.snapshot().panicking())
        .as("half of all endpoints are gone, but u can carry everything")
        .isFalse();
    // The ejections are over; each endpoint is tested once and is back.
    fleet.pass(Duration.ofSeconds(40));
    for (int i = 0; i < 12; i++) {
      try (Lease<String> lease = fleet.balancer.select()) {
        lease.report(Outcome.success());
      }
    }
    fleet.settle();
    assertThat(fleet.balancer.snapshot().endpoint("e5").orElseThrow().serving()).isTrue();
    List<Double> shares = new ArrayList<>();
    for (int second = 0; second < 60; second++) {
      call(fleet, Duration.ofSeconds(1), MILLIS);
      shares.add(fleet.balancer.snapshot().priorities().get(0).localities().get(0).share());
    }
    for (int i = 1; i < shares.size(); i++) {
      assertThat(shares.get(i) - shares.get(i - 1)).isBetween(0.0, 0.1 + 1e-9);
    }
    assertThat(shares.get(0)).isLessThanOrEqualTo(0.1);
    assertThat(shares.get(25)).isBetween(0.4, 0.7);
    assertThat(shares.get(59)).isEqualTo(1);
  }

  @Test
  void whenOnlyOneRegionWasLeftTheOtherComesBackStepByStepToo() {
    VirtualFleet fleet = fleet("e 3, u 3", AT_E);
    for (int i = 0; i < 3; i++) {
      fleet.balancer.disable("e" + i);
    }
    assertThat(Places.percents(fleet)).containsOnlyKeys("u");
    for (int i = 0; i < 3; i++) {
      fleet.balancer.enable("e" + i);
    }
    assertThat(Places.shares(fleet)).isEqualTo("e 0.0, u 1.0");
    fleet.pass(Duration.ofSeconds(6));
    assertThat(Places.shares(fleet)).isEqualTo("e 0.1, u 0.9");
  }

  @Test
  void changesInBetweenDoNotHastenTheReturn() {
    VirtualFleet fleet = fleet("e 3, u 3, x 3", AT_E);
    for (int i = 0; i < 3; i++) {
      fleet.balancer.disable("e" + i);
    }
    for (int i = 0; i < 3; i++) {
      fleet.balancer.enable("e" + i);
    }
    fleet.pass(Duration.ofSeconds(6));
    String after = Places.shares(fleet);
    for (int i = 0; i < 20; i++) {
      fleet.balancer.disable("x0");
      fleet.balancer.enable("x0");
    }
    assertThat(Places.shares(fleet)).isEqualTo(after).startsWith("e 0.1");
  }

  @Test
  void aRegionThatIsHalfDeadKeepsWhatItCanCarry() {
    VirtualFleet fleet = fleet("e 4, u 4, x 4", AT_E);
    kill(fleet, "e", 2);
    assertThat(Places.shares(fleet)).isEqualTo("e 0.7, u 0.3, x 0.0");
    Map<String, Double> percents = Places.percents(fleet);
    assertThat(percents.get("e")).isCloseTo(70, within(2.5));
    assertThat(percents.get("u")).isCloseTo(30, within(2.5));
  }

  @Test
  void trafficLeavesARegionThatHasBecomeSlowAndComesBackWhenItIsFastAgain() {
    VirtualFleet fleet = fleet("e 3, u 3", AT_E);
    call(fleet, Duration.ofSeconds(20), MILLIS);
    Map<String, Integer> slowHome = Map.of("e", 400, "u", 80);
    call(fleet, Duration.ofMinutes(3), slowHome);
    assertThat(Places.shares(fleet)).isEqualTo("e 0.0, u 1.0");
    // Nobody asks e any more, so that it is fast again is not known until u gets worse.
    call(fleet, Duration.ofMinutes(1), MILLIS);
    assertThat(Places.shares(fleet)).isEqualTo("e 0.0, u 1.0");
    call(fleet, Duration.ofMinutes(2), Map.of("e", 5, "u", 900));
    assertThat(Places.shares(fleet)).isEqualTo("e 1.0, u 0.0");
  }

  @Test
  void regionsThatAreAboutAsGoodDoNotSwing() {
    VirtualFleet fleet = fleet("e 3, u 3", AT_E);
    List<String> changes = new ArrayList<>();
    for (int minute = 0; minute < 20; minute++) {
      call(fleet, Duration.ofMinutes(1), Map.of("e", minute % 2 == 0 ? 82 : 78, "u", 80));
      changes.add(Places.shares(fleet));
    }
    assertThat(changes).containsOnly("e 1.0, u 0.0");
  }

  @Test
  void costAndLoadCountAsTheyAreWeighed() {
    List<Endpoint<String>> endpoints = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      endpoints.add(Places.endpoint("e", i, builder -> builder.maxConcurrency(10)));
      endpoints.add(Places.endpoint("u", i, builder -> builder.maxConcurrency(10)));
    }
    RegionPolicy policy =
        RegionPolicy.at("e")
            .withScore(
                RegionScore.defaults().withWeights(0, 100, 1).withCost("e", 10).withCost("u", 40));
    VirtualFleet fleet =
        new VirtualFleet(
            endpoints,
            builder -> builder.policy(SelectionPolicies.roundRobin()).localities(policy));
    assertThat(Places.shares(fleet)).isEqualTo("e 1.0, u 0.0");
    // Twelve of thirty slots are taken: 10 + 100 · 0.4 is more than 40.
    List<Lease<String>> held = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      held.add(fleet.balancer.select());
    }
    fleet.pass(Duration.ofMinutes(1));
    List<LocalitySnapshot> localities = fleet.balancer.snapshot().priorities().get(0).localities();
    assertThat(localities.get(0).score()).isCloseTo(60, within(0.5));
    assertThat(localities.get(1).score()).isEqualTo(40);
    assertThat(Places.shares(fleet)).isEqualTo("e 0.0, u 1.0");
    held.forEach(
        lease -> {
          lease.report(Outcome.success());
          lease.close();
        });
    fleet.pass(Duration.ofMinutes(2));
    assertThat(Places.shares(fleet)).isEqualTo("e 1.0, u 0.0");
  }

  @Test
  void whenAllRegionsAreTooFewThereIsPanic() {
    VirtualFleet fleet = fleet("e 4, u 4", AT_E);
    kill(fleet, "e", 4);
    assertThat(fleet.balancer.snapshot().panicking()).isFalse();
    kill(fleet, "u", 2);
    assertThat(fleet.balancer.snapshot().panicking()).as("70 %% are not enough").isTrue();
  }

  @Test
  void failingFastLeavesTheRegionThatIsWellServing() {
    VirtualFleet fleet =
        Places.fleet(
            "e 6, u 3",
            AT_E,
            builder ->
                builder.panic(PanicPolicy.defaults().withAction(PanicPolicy.Action.FAIL_FAST)));
    kill(fleet, "e", 6);
    assertThat(Places.percents(fleet)).containsOnlyKeys("u");
  }

  // Requests that prefer regions.

  private static Map<String, Double> preferring(VirtualFleet fleet, String... regions) {
    SelectionContext context = SelectionContext.none().preferringRegions(regions);
    Map<String, Integer> traffic = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      try (Lease<String> lease = fleet.balancer.select(context)) {
        traffic.merge(lease.endpoint().id(), 1, Integer::sum);
        lease.report(Outcome.success());
      }
    }
    return Places.percents(traffic);
  }

  @Test
  void aRequestGoesToTheRegionThatItPrefers() {
    VirtualFleet fleet = fleet("e 3, u 3, x 3", AT_E);
    assertThat(preferring(fleet, "x", "u")).containsOnlyKeys("x");
    assertThat(preferring(fleet, "nowhere", "u")).containsOnlyKeys("u");
    assertThat(preferring(fleet, "nowhere")).containsOnlyKeys("e");
    assertThat(preferring(fleet)).containsOnlyKeys("e");
  }

  @Test
  void whatItsRegionCannotCarryGoesToTheNextThatItPrefers() {
    VirtualFleet fleet = fleet("e 4, u 4, x 4", AT_E);
    kill(fleet, "x", 2);
    Map<String, Double> percents = preferring(fleet, "x", "u");
    assertThat(percents.get("x")).isCloseTo(70, within(2.5));
    assertThat(percents.get("u")).isCloseTo(30, within(2.5));
    assertThat(preferring(fleet, "x").get("e")).isCloseTo(30, within(2.5));
    Places.kill(fleet, "x2", "x3");
    assertThat(preferring(fleet, "x", "u")).containsOnlyKeys("u");
  }

  @Test
  void itsOrderHoldsWhenRegionsAreAtTheirLimits() {
    List<Endpoint<String>> endpoints = new ArrayList<>();
    for (String region : List.of("e", "u", "x")) {
      endpoints.add(Places.endpoint(region, 0, builder -> builder.maxConcurrency(1)));
      endpoints.add(Places.endpoint(region, 1, builder -> builder.maxConcurrency(1)));
    }
    VirtualFleet fleet = new VirtualFleet(endpoints, builder -> builder.localities(AT_E));
    SelectionContext context = SelectionContext.none().preferringRegions("x", "u");
    List<String> regions = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      regions.add(fleet.balancer.select(context).endpoint().id().substring(0, 1));
    }
    assertThat(regions).containsExactly("x", "x", "u", "u", "e", "e");
  }

  @Test
  void aRetryStaysInItsRegionUntilAllThereWereTried() {
    VirtualFleet fleet = fleet("e 2, u 2, x 2", AT_E);
    SelectionContext context = SelectionContext.none().preferringRegions("u", "x");
    List<String> regions = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Lease<String> lease = fleet.balancer.select(context);
      regions.add(lease.endpoint().id().substring(0, 1));
      context = context.avoiding(lease.endpoint());
      lease.report(Outcome.ignored());
      lease.close();
    }
    assertThat(regions).containsExactly("u", "u", "x", "x", "e", "e");
  }

  @Test
  void underHashingAPartOfTheKeysGoesElsewhereAndNotEachKeyAtTimes() {
    VirtualFleet fleet =
        Places.fleet("e 4, u 4", AT_E, builder -> builder.policy(SelectionPolicies.ringHash()));
    kill(fleet, "u", 2);
    int away = 0;
    for (int key = 0; key < 500; key++) {
      SelectionContext context = SelectionContext.forKey("key " + key).preferringRegions("u");
      String first = fleet.balancer.select(context).endpoint().id();
      for (int i = 0; i < 3; i++) {
        assertThat(fleet.balancer.select(context).endpoint().id()).isEqualTo(first);
      }
      away += first.startsWith("e") ? 1 : 0;
    }
    assertThat(away).isBetween(110, 190);
  }

  @Test
  void balancersWithoutRegionsIgnoreThePreference() {
    VirtualFleet fleet = new VirtualFleet(Places.endpoints("e 3, u 3"), builder -> builder);
    assertThat(preferring(fleet, "u").get("e")).isCloseTo(50, within(4.0));
  }

  @Test
  void explanationsSayWhatEachRegionScores() {
    VirtualFleet fleet = fleet("e 3, u 3", AT_E);
    call(fleet, Duration.ofSeconds(20), MILLIS);
    assertThat(fleet.balancer.explain(SelectionContext.none()).toString())
        .contains("region e gets 100.0 %, as 3 of 3 can and it scores 5.0")
        .contains("region u gets 0.0 %, as 3 of 3 can and it scores 80.0")
        .contains("stands by in priority 0, region u");
  }

  // Fixed weights.

  @Test
  void weightsGiveEachPlaceItsPartAndLessOnceItsHealthDoesNotSuffice() {
    VirtualFleet fleet =
        Places.fleet("e 4, u 4", LocalityWeights.ofRegions(Map.of("e", 3.0, "u", 1.0)));
    assertThat(Places.shares(fleet)).isEqualTo("e 0.75, u 0.25");
    assertThat(Places.percents(fleet).get("e")).isCloseTo(75, within(2.5));
    Places.kill(fleet, "e0");
    assertThat(Places.shares(fleet)).as("three of four suffice").isEqualTo("e 0.75, u 0.25");
    Places.kill(fleet, "e1");
    assertThat(Places.shares(fleet)).as("2.1 to 1").isEqualTo("e 0.6774, u 0.3226");
    assertThat(Places.percents(fleet).get("e")).isCloseTo(67.74, within(2.5));
  }

  @Test
  void aPlaceWithoutAWeightStandsBy() {
    VirtualFleet fleet = Places.fleet("e 4, u 4", LocalityWeights.ofZones(Map.of("u", 1.0)));
    assertThat(Places.percents(fleet)).containsOnlyKeys("u");
    SelectionContext context = SelectionContext.none();
    for (int i = 0; i < 4; i++) {
      context = context.avoiding(Places.endpoint("u", i));
    }
    assertThat(fleet.balancer.select(context).endpoint().id()).startsWith("e");
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.RegionPolicy;
import io.lb4j.zone.ZonePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client is in zone a; see {@link Places} for the names. */
final class ZonesTest {

  private static final ZonePolicy IN_A = ZonePolicy.preferring("a");
  private static final ZonePolicy IN_A_OF_FOUR = IN_A.withClients(Map.of("a", 2, "b", 1, "c", 1));

  private static String idOf(VirtualFleet fleet, SelectionContext context) {
    try (Lease<String> lease = fleet.balancer.select(context)) {
      lease.report(Outcome.success());
      return lease.endpoint().id();
    }
  }

  @Test
  void trafficStaysInTheOwnZoneEvenlyWithinIt() {
    VirtualFleet fleet =
        Places.fleet(
            "a 3, b 3, c 3", IN_A, builder -> builder.policy(SelectionPolicies.roundRobin()));
    Map<String, Integer> traffic =
        fleet.traffic(3_000, Duration.ofNanos(10), id -> Outcome.success());
    assertThat(traffic).containsOnlyKeys("a0", "a1", "a2");
    assertThat(traffic.values()).containsOnly(1_000);
  }

  @Test
  void halfOfTheClientsAndAThirdOfTheEndpointsKeepTwoThirds() {
    VirtualFleet fleet = Places.fleet("a 3, b 3, c 3", IN_A_OF_FOUR);
    assertThat(Places.shares(fleet)).isEqualTo("a 0.6667, b 0.1667, c 0.1666");
    Map<String, Double> percents = Places.percents(fleet);
    assertThat(percents.get("a")).isCloseTo(66.67, within(2.0));
    assertThat(percents.get("b")).isCloseTo(16.67, within(2.0));
  }

  @Test
  void trafficLeavesAZoneAsItsEndpointsDieAndComesBackWithThem() {
    VirtualFleet fleet = Places.fleet("a 4, b 4, c 4", IN_A);
    List<String> timeline = new ArrayList<>();
    for (String id : List.of("a0", "a1", "a2", "a3")) {
      Places.kill(fleet, id);
      timeline.add(Places.shares(fleet));
    }
    assertThat(timeline)
        .containsExactly(
            "a 1.0, b 0.0, c 0.0",
            "a 0.7, b 0.15, c 0.15",
            "a 0.35, b 0.325, c 0.325",
            "a 0.0, b 0.5, c 0.5");
    assertThat(Places.percents(fleet)).containsOnlyKeys("b", "c");
    // Their ejections end, and one request each shows that they are well.
    fleet.pass(Duration.ofMinutes(1));
    fleet.traffic(200, Duration.ofMillis(20), id -> Outcome.success());
    assertThat(Places.shares(fleet)).isEqualTo("a 1.0, b 0.0, c 0.0");
    fleet.pass(Duration.ofMinutes(1));
    assertThat(Places.percents(fleet)).containsOnlyKeys("a");
  }

  @Test
  void inPanicZonesDoNotMatter() {
    VirtualFleet fleet =
        Places.fleet(
            "a 4, b 4, c 1",
            IN_A.withMinEndpoints(0),
            builder -> builder.policy(SelectionPolicies.roundRobin()));
    Places.kill(fleet, "b0", "b1", "b2", "b3");
    assertThat(fleet.balancer.snapshot().panicking()).as("five of nine suffice").isFalse();
    assertThat(Places.shares(fleet)).isEqualTo("a 1.0, b 0.0, c 0.0");
    Places.kill(fleet, "a0");
    assertThat(fleet.balancer.snapshot().panicking()).isTrue();
    assertThat(Places.shares(fleet)).isEmpty();
    assertThat(Places.percents(fleet).get("c")).isCloseTo(25, within(0.1));
    assertThat(fleet.balancer.explain(SelectionContext.none()).toString())
        .contains("so those that are out serve too; not divided by zone in panic");
  }

  @Test
  void belowSixEndpointsZonesDoNotMatter() {
    VirtualFleet fleet = Places.fleet("a 3, b 3", IN_A);
    assertThat(Places.percents(fleet)).containsOnlyKeys("a");
    Places.kill(fleet, "b0");
    assertThat(Places.percents(fleet).get("b")).isCloseTo(40, within(3.0));
  }

  @Test
  void aRetryStaysInTheZoneAndLeavesItOnlyWhenAllThereWereTried() {
    VirtualFleet fleet = Places.fleet("a 3, b 3", IN_A);
    SelectionContext context = SelectionContext.none();
    List<String> tried = new ArrayList<>();
    for (int attempt = 0; attempt < 6; attempt++) {
      Lease<String> lease = fleet.balancer.select(context);
      tried.add(lease.endpoint().id());
      context = context.avoiding(lease.endpoint());
      lease.report(Outcome.ignored());
      lease.close();
    }
    assertThat(tried.subList(0, 3)).containsExactlyInAnyOrder("a0", "a1", "a2");
    assertThat(tried.subList(3, 6)).containsExactlyInAnyOrder("b0", "b1", "b2");
  }

  @Test
  void whenTheZoneIsAtItsLimitsTheOthersHelp() {
    List<Endpoint<String>> endpoints = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      endpoints.add(Places.endpoint("a", i, builder -> builder.maxConcurrency(1)));
      endpoints.add(Places.endpoint("b", i));
    }
    VirtualFleet fleet = new VirtualFleet(endpoints, builder -> builder.localities(IN_A));
    List<String> held = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      held.add(fleet.balancer.select().endpoint().id());
    }
    assertThat(held.subList(0, 3)).containsExactlyInAnyOrder("a0", "a1", "a2");
    assertThat(held.subList(3, 5)).allMatch(id -> id.startsWith("b"));
  }

  @Test
  void eachPriorityDividesForItself() {
    List<Endpoint<String>> endpoints = new ArrayList<>(Places.endpoints("a 4, b 4"));
    for (int i = 4; i < 8; i++) {
      endpoints.add(Places.endpoint("a", i, builder -> builder.priority(1)));
      endpoints.add(Places.endpoint("b", i, builder -> builder.priority(1)));
    }
    VirtualFleet fleet = new VirtualFleet(endpoints, builder -> builder.localities(IN_A));
    assertThat(Places.percents(fleet)).containsOnlyKeys("a");
    Places.kill(fleet, "a0", "a1", "b0", "b1");
    assertThat(fleet.balancer.snapshot().priorities().get(0).share()).isEqualTo(0.7);
    assertThat(Places.shares(fleet.balancer, 0)).as("four that can serve are too few").isEmpty();
    assertThat(Places.shares(fleet.balancer, 1)).isEqualTo("a 1.0, b 0.0");
    Map<String, Integer> traffic =
        fleet.traffic(4_000, Duration.ofNanos(10), id -> Outcome.success());
    int standby = traffic.getOrDefault("a4", 0) + traffic.getOrDefault("a5", 0);
    standby += traffic.getOrDefault("a6", 0) + traffic.getOrDefault("a7", 0);
    assertThat(standby / 40.0).isCloseTo(30, within(2.5));
    assertThat(traffic).doesNotContainKeys("b4", "b5", "b6", "b7");
  }

  @Test
  void endpointsCountByWeightAndThoseInReserveByTheirPart() {
    List<Endpoint<String>> endpoints = new ArrayList<>(Places.endpoints("a 3, b 3"));
    endpoints.add(Places.endpoint("b", 3, builder -> builder.weight(6)));
    VirtualFleet weighted =
        new VirtualFleet(
            endpoints, builder -> builder.localities(IN_A.withClients(Map.of("a", 1, "b", 1))));
    assertThat(Places.shares(weighted)).isEqualTo("a 0.5, b 0.5");

    List<Endpoint<String>> degraded = new ArrayList<>(Places.endpoints("a 1, b 6"));
    for (int i = 1; i < 6; i++) {
      degraded.add(Places.endpoint("a", i, builder -> builder.readiness(Readiness.DEGRADED)));
    }
    // 7 of 12 are healthy, so 82 % is theirs and five in reserve get 18 %.
    VirtualFleet fleet = new VirtualFleet(degraded, builder -> builder.localities(IN_A));
    Map<String, Double> percents = Places.percents(fleet);
    double kept = fleet.balancer.snapshot().priorities().get(0).localities().get(0).share();
    // 1 of 6 and 33 % of the other 5, at 1.4 times their usual load.
    assertThat(kept).isCloseTo(0.6165, within(0.0001));
    assertThat(percents.get("a")).isCloseTo(100 * kept, within(2.5));
  }

  @Test
  void aZoneOfWhichOnlyTheReserveIsLeftGivesItWhatIsItsPart() {
    List<Endpoint<String>> endpoints = new ArrayList<>(Places.endpoints("b 4"));
    for (int i = 0; i < 4; i++) {
      endpoints.add(Places.endpoint("a", i, builder -> builder.readiness(Readiness.DEGRADED)));
    }
    VirtualFleet fleet =
        new VirtualFleet(
            endpoints, builder -> builder.localities(IN_A).policy(SelectionPolicies.roundRobin()));
    double kept = fleet.balancer.snapshot().priorities().get(0).localities().get(0).share();
    Map<String, Integer> traffic =
        fleet.traffic(4_000, Duration.ofNanos(10), id -> Outcome.success());
    assertThat(Places.percents(traffic).get("a")).isCloseTo(100 * kept, within(2.5));
    assertThat(kept).isBetween(0.2, 0.8);
    assertThat(traffic.get("a0")).as("still in turn").isCloseTo(traffic.get("a3"), within(1));
  }

  @Test
  void underHashingTheKeyDrawsTheZoneAndFewMoveWhenSharesDo() {
    VirtualFleet fleet =
        Places.fleet(
            "a 4, b 4, c 4",
            IN_A_OF_FOUR,
            builder -> builder.policy(SelectionPolicies.rendezvousHash()));
    Map<Long, String> before = homes(fleet);
    assertThat(homes(fleet)).as("keys stay").isEqualTo(before);
    // The share of a is 2/3; without one endpoint of it 6/11, and b and c gain.
    Places.kill(fleet, "a0");
    Map<Long, String> after = homes(fleet);
    long moved = 0;
    for (Map.Entry<Long, String> entry : before.entrySet()) {
      String then = entry.getValue();
      String now = after.get(entry.getKey());
      if (!then.equals("a0") && !then.equals(now)) {
        moved++;
        assertThat(then).as("only a loses keys").startsWith("a");
        assertThat(now).doesNotStartWith("a");
      }
    }
    // Of those three quarters of 2/3 that were not on the dead one, 18 % leave.
    assertThat(moved / (double) before.size()).isCloseTo(0.09, within(0.03));
  }

  private static Map<Long, String> homes(VirtualFleet fleet) {
    Map<Long, String> homes = new HashMap<>();
    for (long key = 0; key < 2_000; key++) {
      long hash = key * 0x632be59bd9b4e019L;
      homes.put(hash, idOf(fleet, SelectionContext.forHash(hash)));
    }
    return homes;
  }

  @Test
  void aPreferredEndpointIsFoundInEveryZone() {
    VirtualFleet fleet = Places.fleet("a 3, b 3", IN_A);
    assertThat(idOf(fleet, SelectionContext.none().preferring("b2"))).isEqualTo("b2");
  }

  @Test
  void endpointsWithoutAZoneAreAPlaceOfTheirOwn() {
    List<Endpoint<String>> endpoints = new ArrayList<>(Places.endpoints("a 4"));
    for (int i = 0; i < 4; i++) {
      endpoints.add(Endpoint.of("n" + i, "target"));
    }
    VirtualFleet fleet = new VirtualFleet(endpoints, builder -> builder.localities(IN_A));
    assertThat(Places.shares(fleet)).isEqualTo(" 0.0, a 1.0");
    assertThat(fleet.balancer.explain(SelectionContext.none()).toString())
        .contains("; no zone gets 0.0 %, as 4 of 4 can; zone a gets 100.0 %, as 4 of 4 can")
        .contains("stands by in priority 0");
  }

  @Test
  void explanationsSayWhyTrafficDoesNotDivide() {
    assertThat(situation(Places.fleet("b 4, c 4", IN_A)))
        .endsWith("; not divided by zone, as no endpoint is in zone a, the client's own");
    assertThat(situation(Places.fleet("a 8", IN_A)))
        .endsWith("; not divided by zone, as all that can serve are in one zone");
    assertThat(situation(Places.fleet("a 3, b 2", IN_A)))
        .endsWith("; not divided by zone, as fewer than 6 can serve");
    assertThat(situation(Places.fleet("a 4, b 4", IN_A.withClients(Map.of("b", 3)))))
        .endsWith("; not divided by zone, as the numbers of clients leave out zone a");
    assertThat(situation(Places.fleet("a 4, b 4", LocalityWeights.ofZones(Map.of("c", 1.0)))))
        .endsWith("; not divided by zone, as no zone that can serve has a weight");
    assertThat(
            situation(
                new VirtualFleet(
                    List.of(Endpoint.of("x", "t"), Endpoint.of("y", "t")),
                    builder -> builder.localities(IN_A))))
        .endsWith("; not divided by zone, as no endpoint names its zone");
  }

  private static String situation(VirtualFleet fleet) {
    return fleet.balancer.explain(SelectionContext.none()).situation();
  }

  @Test
  void snapshotAndExplanationSayWhatEachZoneGets() {
    VirtualFleet fleet = Places.fleet("a 4, b 4, c 4", IN_A);
    Places.kill(fleet, "a0", "a1");
    List<LocalitySnapshot> localities = fleet.balancer.snapshot().priorities().get(0).localities();
    assertThat(localities)
        .extracting(LocalitySnapshot::name, LocalitySnapshot::usable, LocalitySnapshot::available)
        .containsExactly(tuple("a", 2, 4), tuple("b", 4, 4), tuple("c", 4, 4));
    assertThat(localities.get(0).score()).isNaN();
    assertThat(fleet.balancer.explain(SelectionContext.none()).toString())
        .contains("zone a gets 70.0 %, as 2 of 4 can; zone b gets 15.0 %, as 4 of 4 can")
        .doesNotContain("not divided");
    assertThat(fleet.look("a2").expectedShare()).isCloseTo(0.35, within(0.2));
    assertThat(fleet.look("b0").expectedShare()).isCloseTo(0.0375, within(1e-9));
  }

  @Test
  void trafficThatStaysInItsZoneIsNoSkew() {
    VirtualFleet fleet =
        Places.fleet(
            "a 4, b 4, c 4",
            IN_A_OF_FOUR,
            builder -> builder.policy(SelectionPolicies.roundRobin()));
    for (int i = 0; i < 6; i++) {
      fleet.traffic(1_000, Duration.ofMillis(10), id -> Outcome.success());
    }
    assertThat(fleet.balancer.snapshot().skewed()).isFalse();
    assertThat(fleet.balancer.snapshot().deviations()).isEmpty();
  }

  @Test
  void eachZoneGoesOnWhereItWasWhenTheTableChanges() {
    VirtualFleet fleet =
        Places.fleet("a 4, b 4", IN_A, builder -> builder.policy(SelectionPolicies.roundRobin()));
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      picks.add(idOf(fleet, SelectionContext.none()));
      fleet.balancer.disable("b0");
      fleet.balancer.enable("b0");
    }
    assertThat(picks.subList(0, 4)).doesNotHaveDuplicates();
    assertThat(picks.subList(4, 8)).isEqualTo(picks.subList(0, 4));
  }

  @Test
  void anEndpointThatMovesToAnotherZoneIsCountedThere() {
    VirtualFleet fleet = Places.fleet("a 3, b 6", IN_A.withClients(Map.of("a", 1, "b", 1)));
    assertThat(Places.shares(fleet)).isEqualTo("a 0.6667, b 0.3333");
    List<Endpoint<String>> moved = new ArrayList<>(Places.endpoints("a 3, b 5"));
    moved.add(Endpoint.builder("b5", "target").zone("a").build());
    fleet.balancer.update(moved);
    assertThat(Places.shares(fleet)).isEqualTo("a 0.8889, b 0.1111");
  }

  @Test
  void onlyOneKindOfDivisionIsPossible() {
    BalancerBuilder<String> builder =
        Balancer.<String>builder("orders").localities(IN_A).localities(IN_A.withMinEndpoints(3));
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.localities(LocalityWeights.ofZones(Map.of("a", 1.0))))
        .withMessageContaining("orders has a ZonePolicy already, and now got a LocalityWeights")
        .withMessageContaining("ZonePolicy keeps traffic in the client's zone");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.localities(RegionPolicy.at("eu")))
        .withMessageContaining("RegionPolicy");
  }
}

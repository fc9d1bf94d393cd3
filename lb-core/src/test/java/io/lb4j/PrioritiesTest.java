package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.zone.PriorityPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints are named by their priority: 0a, 0b … and 1a, 1b … */
final class PrioritiesTest {

  private static final int MANY = 4_000;

  static List<Endpoint<String>> level(int priority, int size) {
    return level(priority, size, builder -> builder);
  }

  static List<Endpoint<String>> level(
      int priority, int size, UnaryOperator<Endpoint.Builder<String>> configure) {
    return IntStream.range(0, size)
        .mapToObj(
            i ->
                configure
                    .apply(
                        Endpoint.builder(priority + VirtualFleet.id(i), "target")
                            .priority(priority))
                    .build())
        .toList();
  }

  @SafeVarargs
  static List<Endpoint<String>> all(List<Endpoint<String>>... levels) {
    List<Endpoint<String>> all = new ArrayList<>();
    for (List<Endpoint<String>> level : levels) {
      all.addAll(level);
    }
    return all;
  }

  @SafeVarargs
  private static VirtualFleet fleet(SelectionPolicy policy, List<Endpoint<String>>... levels) {
    List<Endpoint<String>> all = new ArrayList<>();
    for (List<Endpoint<String>> level : levels) {
      all.addAll(level);
    }
    return new VirtualFleet(all, builder -> builder.policy(policy));
  }

  @SafeVarargs
  private static VirtualFleet fleet(List<Endpoint<String>>... levels) {
    List<Endpoint<String>> all = new ArrayList<>();
    for (List<Endpoint<String>> level : levels) {
      all.addAll(level);
    }
    return fleet(SelectionPolicies.roundRobin(), all);
  }

  /** Who got which part of many requests, by endpoint; all of them succeed. */
  private static Map<String, Integer> traffic(VirtualFleet fleet) {
    return fleet.traffic(MANY, Duration.ofNanos(10), id -> Outcome.success());
  }

  /** The part of one priority, in percent. */
  private static double percent(Map<String, Integer> traffic, int priority) {
    int sum = traffic.values().stream().mapToInt(Integer::intValue).sum();
    return traffic.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(String.valueOf(priority)))
            .mapToInt(Map.Entry::getValue)
            .sum()
        * 100.0
        / sum;
  }

  private static void kill(VirtualFleet fleet, String... ids) {
    for (String id : ids) {
      fleet.report(id, Outcome.connectFailure(), 5);
      assertThat(fleet.stateOf(id)).isEqualTo(HealthState.EJECTED);
    }
  }

  private static PrioritySnapshot picture(VirtualFleet fleet, int priority) {
    return fleet.balancer.snapshot().priorities().stream()
        .filter(picture -> picture.priority() == priority)
        .findFirst()
        .orElseThrow();
  }

  private static String idOf(VirtualFleet fleet, SelectionContext context) {
    try (Lease<String> lease = fleet.balancer.select(context)) {
      lease.report(Outcome.success());
      return lease.endpoint().id();
    }
  }

  @Test
  void theFirstPriorityHasEverythingAsLongAsItHasEnough() {
    VirtualFleet fleet = fleet(level(1, 2), level(0, 4));
    assertThat(traffic(fleet)).containsOnlyKeys("0a", "0b", "0c", "0d");
    kill(fleet, "0b");
    assertThat(picture(fleet, 0)).isEqualTo(new PrioritySnapshot(0, 3, 4, 1, false));
    assertThat(picture(fleet, 1)).isEqualTo(new PrioritySnapshot(1, 2, 2, 0, false));
    assertThat(traffic(fleet)).containsOnlyKeys("0a", "0c", "0d");
  }

  @Test
  void twoOfFourThatDieLeaveThirtyPercentToTheStandbyEvenlyWithinEach() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 2));
    kill(fleet, "0a", "0b");
    Map<String, Integer> traffic = traffic(fleet);
    assertThat(percent(traffic, 1)).isCloseTo(30, within(2.5));
    assertThat(traffic.get("0c")).isCloseTo(traffic.get("0d"), within(1));
    assertThat(traffic.get("1a")).isCloseTo(traffic.get("1b"), within(1));
  }

  @Test
  void trafficMovesToTheStandbyAndComesBackAsThePrimariesDo() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 4));
    Set<String> down = new HashSet<>();
    List<Long> shares = new ArrayList<>();
    List<Set<String>> timeline =
        List.of(
            Set.of(),
            Set.of("0a"),
            Set.of("0a", "0b"),
            Set.of("0a", "0b", "0c"),
            Set.of("0a", "0b", "0c", "0d"),
            Set.of("0b", "0c", "0d"),
            Set.of("0c", "0d"),
            Set.of("0d"),
            Set.of());
    for (Set<String> dead : timeline) {
      down.clear();
      down.addAll(dead);
      // Five minutes, so that who is back was tested, and has started slowly.
      fleet.traffic(
          6_000,
          Duration.ofMillis(50),
          id -> down.contains(id) ? Outcome.connectFailure() : Outcome.success());
      shares.add(Math.round(100 * picture(fleet, 1).share()));
      Map<String, Integer> traffic =
          fleet.traffic(
              1_000,
              Duration.ofNanos(10),
              id -> down.contains(id) ? Outcome.connectFailure() : Outcome.success());
      assertThat(percent(traffic, 1)).isCloseTo(shares.get(shares.size() - 1), within(5.0));
    }
    assertThat(shares).containsExactly(0L, 0L, 30L, 65L, 100L, 65L, 30L, 0L, 0L);
  }

  @Test
  void aPrimaryThatAnswersWithErrorsAsAWholeGivesWayToTheStandby() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 4));
    Map<String, Integer> first =
        fleet.traffic(
            200,
            Duration.ofMillis(10),
            id -> id.startsWith("0") ? Outcome.failure() : Outcome.success());
    assertThat(percent(first, 0)).as("at most 5 failures each").isLessThanOrEqualTo(10);
    assertThat(picture(fleet, 1).share()).isEqualTo(1);
  }

  @Test
  void whenTheStandbyFailsTooNobodyElseIsEjected() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 4));
    fleet.traffic(1_000, Duration.ofMillis(10), id -> Outcome.failure());
    assertThat(fleet.balancer.snapshot().endpoints())
        .filteredOn(endpoint -> endpoint.state() == HealthState.EJECTED)
        .hasSizeLessThanOrEqualTo(4)
        .allMatch(endpoint -> endpoint.endpoint().priority() == 0);
  }

  @Test
  void numbersMayHaveGaps() {
    VirtualFleet fleet = fleet(level(5, 2), level(0, 2));
    assertThat(traffic(fleet)).containsOnlyKeys("0a", "0b");
    kill(fleet, "0a");
    assertThat(percent(traffic(fleet), 5)).isCloseTo(30, within(2.5));
    assertThat(fleet.balancer.snapshot().priorities())
        .extracting(PrioritySnapshot::priority)
        .containsExactly(0, 5);
  }

  @Test
  void aSolePriorityIsTheFirstWhateverItsNumber() {
    VirtualFleet fleet = fleet(level(1, 3));
    assertThat(traffic(fleet)).hasSize(3);
    assertThat(picture(fleet, 1)).isEqualTo(new PrioritySnapshot(1, 3, 3, 1, false));
    kill(fleet, "1a");
    assertThat(traffic(fleet)).containsOnlyKeys("1b", "1c");
  }

  @Test
  void aPriorityMayComeAndGo() {
    VirtualFleet fleet = fleet(level(0, 2), level(1, 2), level(2, 2));
    kill(fleet, "0a", "0b");
    fleet.balancer.update(all(level(0, 2), level(2, 2)));
    assertThat(traffic(fleet)).as("1 was removed").containsOnlyKeys("2a", "2b");
    fleet.balancer.update(all(level(2, 2)));
    assertThat(traffic(fleet)).containsOnlyKeys("2a", "2b");
    fleet.balancer.update(all(level(1, 2), level(2, 2)));
    assertThat(traffic(fleet)).containsOnlyKeys("1a", "1b");
    fleet.balancer.update(all(level(0, 2), level(1, 2)));
    assertThat(traffic(fleet)).as("0 is remembered as dead").containsOnlyKeys("1a", "1b");
  }

  @Test
  void anEndpointMayChangeItsPriority() {
    VirtualFleet fleet = fleet(level(0, 2), level(1, 1));
    fleet.balancer.update(
        List.of(
            Endpoint.builder("0a", "target").priority(1).build(),
            Endpoint.builder("0b", "target").priority(1).build(),
            Endpoint.builder("1a", "target").priority(0).build()));
    assertThat(traffic(fleet)).containsOnlyKeys("1a");
    assertThat(fleet.look("0a").expectedShare()).isZero();
    assertThat(fleet.look("1a").expectedShare()).isEqualTo(1);
  }

  @Test
  void thoseOfWeightZeroDoNotCount() {
    VirtualFleet fleet = fleet(level(0, 2, endpoint -> endpoint.weight(0)), level(1, 2));
    assertThat(traffic(fleet)).containsOnlyKeys("1a", "1b");
  }

  @Test
  void weightsHoldWithinAPriorityAndNotBetweenThem() {
    List<Endpoint<String>> heavy =
        List.of(
            Endpoint.builder("1a", "target").priority(1).weight(300).build(),
            Endpoint.builder("1b", "target").priority(1).weight(100).build());
    VirtualFleet fleet = fleet(SelectionPolicies.smoothWeightedRoundRobin(), level(0, 4), heavy);
    kill(fleet, "0a", "0b");
    Map<String, Integer> traffic = traffic(fleet);
    assertThat(percent(traffic, 1)).isCloseTo(30, within(2.5));
    assertThat(traffic.get("1a")).isCloseTo(3 * traffic.get("1b"), within(3));
    assertThat(fleet.look("1a").expectedShare()).isCloseTo(0.225, within(1e-9));
    assertThat(fleet.look("0a").expectedShare()).isCloseTo(0.175, within(1e-9));
  }

  @Test
  void drainingAllPrimariesMovesEverythingAndWhoIsDrainedDoesNotCount() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 2));
    for (String id : List.of("0a", "0b", "0c")) {
      fleet.balancer.drain(id, Duration.ofMinutes(1));
    }
    assertThat(traffic(fleet)).as("a smaller primary").containsOnlyKeys("0d");
    fleet.balancer.drain("0d", Duration.ofMinutes(1));
    assertThat(traffic(fleet)).containsOnlyKeys("1a", "1b");
    assertThat(fleet.balancer.snapshot().panicking()).isFalse();
    fleet.balancer.enable("0a");
    assertThat(traffic(fleet)).containsOnlyKeys("0a");
  }

  @Test
  void whatPrimariesAtTheirLimitCannotTakeSpillsToTheStandby() {
    for (SelectionPolicy policy :
        List.of(
            SelectionPolicies.roundRobin(),
            SelectionPolicies.peakEwma(),
            SelectionPolicies.leastRequests(),
            SelectionPolicies.ringHash())) {
      VirtualFleet fleet =
          fleet(policy, level(0, 20, endpoint -> endpoint.maxConcurrency(1)), level(1, 2));
      List<Lease<String>> held = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        held.add(fleet.balancer.select(SelectionContext.forHash(7)));
      }
      assertThat(held.subList(0, 20))
          .as("all that the primaries have, " + policy)
          .allMatch(lease -> lease.endpoint().priority() == 0);
      assertThat(held.subList(20, 24)).allMatch(lease -> lease.endpoint().priority() == 1);
      held.get(3).close();
      assertThat(fleet.balancer.select().endpoint()).isEqualTo(held.get(3).endpoint());
    }
  }

  @Test
  void theOverflowGoesToAStandbyThatIsDegradedOrHeldBackRatherThanToNobody() {
    VirtualFleet fleet =
        fleet(
            level(0, 1, endpoint -> endpoint.maxConcurrency(1)),
            level(1, 1, endpoint -> endpoint.readiness(Readiness.DEGRADED)));
    Lease<String> first = fleet.balancer.select();
    assertThat(first.endpoint().id()).isEqualTo("0a");
    for (int i = 0; i < 5; i++) {
      try (Lease<String> lease = fleet.balancer.select()) {
        assertThat(lease.endpoint().id()).isEqualTo("1a");
        lease.report(Outcome.connectFailure());
      }
    }
    // Five failures, and the control loop has not judged them yet.
    assertThat(idOf(fleet, SelectionContext.none())).isEqualTo("1a");
  }

  @Test
  void aRetryPrefersItsOwnPriorityAndThenTheOthers() {
    VirtualFleet fleet = fleet(level(0, 2), level(1, 1));
    SelectionContext retry = SelectionContext.none().avoiding(level(0, 2).get(0));
    for (int i = 0; i < 20; i++) {
      assertThat(idOf(fleet, retry)).isEqualTo("0b");
    }
    retry = retry.avoiding(level(0, 2).get(1));
    assertThat(idOf(fleet, retry)).isEqualTo("1a");
  }

  @Test
  void requiredMetadataIsFoundInEveryPriority() {
    VirtualFleet fleet =
        fleet(
            level(0, 2),
            level(1, 2),
            level(2, 1, endpoint -> endpoint.metadata(Map.of("gpu", "yes"))));
    assertThat(idOf(fleet, SelectionContext.none().requiring("gpu", "yes"))).isEqualTo("2a");
  }

  @Test
  void thePreferredEndpointIsFoundInEveryPriority() {
    VirtualFleet fleet = fleet(level(0, 2), level(1, 2));
    assertThat(idOf(fleet, SelectionContext.none().preferring("1b"))).isEqualTo("1b");
    assertThat(idOf(fleet, SelectionContext.none().preferring("0b"))).isEqualTo("0b");
  }

  @Test
  void aStandbyIsTestedAtTheEndOfItsEjectionToo() {
    VirtualFleet fleet = fleet(level(0, 2), level(1, 2));
    kill(fleet, "1a");
    fleet.pass(Duration.ofSeconds(31));
    assertThat(fleet.traffic(3, Duration.ofMillis(1), id -> Outcome.success())).containsKey("1a");
    assertThat(fleet.stateOf("1a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void aKeyIsDrawnAPriorityByItsHashAndStaysThere() {
    for (SelectionPolicy policy :
        List.of(
            SelectionPolicies.ringHash(),
            SelectionPolicies.maglev(),
            SelectionPolicies.jumpHash(),
            SelectionPolicies.boundedLoad(SelectionPolicies.rendezvousHash(), 2))) {
      VirtualFleet fleet = fleet(policy, level(0, 4), level(1, 4));
      Map<Integer, String> whole = homes(fleet);
      assertThat(whole.values()).as("%s", policy).allMatch(id -> id.startsWith("0"));
      kill(fleet, "0a", "0b");
      Map<Integer, String> half = homes(fleet);
      assertThat(homes(fleet)).as("%s, asked again", policy).isEqualTo(half);
      assertThat(moved(half, whole, 1)).as("%s", policy).isCloseTo(0.30, within(0.03));
      kill(fleet, "0c");
      Map<Integer, String> quarter = homes(fleet);
      half.forEach(
          (key, home) -> {
            if (home.startsWith("1")) {
              assertThat(quarter.get(key)).as("key %d under %s", key, policy).isEqualTo(home);
            }
          });
    }
  }

  private static Map<Integer, String> homes(VirtualFleet fleet) {
    Map<Integer, String> homes = new HashMap<>();
    for (int key = 0; key < 2_000; key++) {
      homes.put(key, idOf(fleet, SelectionContext.forHash(key * 0x632be59bd9b4e019L)));
    }
    return homes;
  }

  private static double moved(Map<Integer, String> now, Map<Integer, String> before, int to) {
    return now.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
            .filter(entry -> entry.getValue().startsWith(String.valueOf(to)))
            .count()
        / (double) now.size();
  }

  @Test
  void policiesThatNumberEndpointsNumberThoseOfAPriority() {
    VirtualFleet fleet = fleet(SelectionPolicies.moduloHash(), level(0, 3), level(1, 3));
    Map<String, Integer> keys = new HashMap<>();
    homes(fleet).values().forEach(id -> keys.merge(id, 1, Integer::sum));
    assertThat(keys.values()).allSatisfy(count -> assertThat(count).isBetween(600, 730));
  }

  @ParameterizedTest
  @CsvSource({
    // Healthy and degraded of four in each priority; expected percents of the four groups.
    "4, 0, 4, 0,  100, 0, 0, 0",
    "2, 2, 4, 0,  70, 0, 30, 0",
    "1, 3, 1, 3,  35, 30, 35, 0",
    "0, 4, 1, 3,  0, 65, 35, 0",
  })
  void degradedEndpointsServeWhatNoHealthyOneOfAnyPriorityCan(
      int healthy0,
      int degraded0,
      int healthy1,
      int degraded1,
      double h0,
      double d0,
      double h1,
      double d1) {
    VirtualFleet fleet =
        fleet(
            SelectionPolicies.random(),
            level(0, healthy0),
            level(8, degraded0, endpoint -> endpoint.priority(0).readiness(Readiness.DEGRADED)),
            level(1, healthy1),
            level(9, degraded1, endpoint -> endpoint.priority(1).readiness(Readiness.DEGRADED)));
    Map<String, Integer> traffic = traffic(fleet);
    assertThat(percent(traffic, 0)).isCloseTo(h0, within(2.5));
    assertThat(percent(traffic, 8)).isCloseTo(d0, within(2.5));
    assertThat(percent(traffic, 1)).isCloseTo(h1, within(2.5));
    assertThat(percent(traffic, 9)).isCloseTo(d1, within(2.5));
  }

  @Test
  void theFactorDecidesWhenTrafficLeaves() {
    VirtualFleet fleet =
        new VirtualFleet(
            all(level(0, 4), level(1, 4)),
            builder ->
                builder
                    .policy(SelectionPolicies.roundRobin())
                    .priorities(PriorityPolicy.defaults().withOverprovisioning(1)));
    kill(fleet, "0a");
    assertThat(percent(traffic(fleet), 1)).isCloseTo(25, within(2.5));
  }

  @Test
  void eachPriorityGoesOnWhereItWasWhenTheTableChanges() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 3));
    kill(fleet, "0a", "0b", "0c", "0d");
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      picks.add(idOf(fleet, SelectionContext.none()));
      fleet.balancer.disable("0a");
      fleet.balancer.enable("0a");
    }
    assertThat(picks.subList(0, 3)).doesNotHaveDuplicates();
    assertThat(picks.subList(3, 6)).isEqualTo(picks.subList(0, 3));
    assertThat(picks.subList(6, 9)).isEqualTo(picks.subList(0, 3));
  }

  @Test
  void pickersThatFollowLoadsAreToldOfEachPriority() {
    VirtualFleet fleet = fleet(SelectionPolicies.leastRequests(), level(0, 4), level(1, 40));
    kill(fleet, "0a", "0b", "0c");
    List<String> held = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      held.add(fleet.balancer.select().endpoint().id());
    }
    assertThat(held).as("35 % have gone to the only primary").contains("0d");
    held.removeIf("0d"::equals);
    assertThat(held).as("no clock tick in between").hasSizeBetween(20, 40).doesNotHaveDuplicates();
  }

  @Test
  void aTraceShowsCandidatesOfAllPriorities() {
    VirtualFleet fleet =
        new VirtualFleet(
            all(level(0, 1, endpoint -> endpoint.maxConcurrency(1)), level(1, 2)),
            builder -> builder.policy(SelectionPolicies.roundRobin()).traces(LeaseTraces.oneIn(1)));
    Lease<String> first = fleet.balancer.select();
    Lease<String> second = fleet.balancer.select();
    assertThat(first.endpoint().id()).isEqualTo("0a");
    assertThat(second.endpoint().priority()).isEqualTo(1);
    LeaseTrace trace = fleet.balancer.traces().get(1);
    assertThat(trace.serving()).isEqualTo(3);
    assertThat(trace.candidates())
        .extracting(LeaseTrace.Candidate::id)
        .containsExactlyInAnyOrder("0a", "1a", "1b");
    assertThat(trace.refusals()).extracting(LeaseTrace.Refusal::id).contains("0a");
    assertThat(trace.route()).isEqualTo(LeaseTrace.Route.POLICY);
    assertThat(trace.chosenId()).isEqualTo(second.endpoint().id());
  }

  @Test
  void anExplanationSaysWhatEachPriorityGetsAndWhoStandsBy() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 2));
    assertThat(fleet.balancer.explain(SelectionContext.none()).toString())
        .contains("6 of 6 available endpoints can serve; priority 0 gets 100 %, as 4 of 4 can;")
        .contains("stands by in priority 1");
    kill(fleet, "0a", "0b");
    assertThat(fleet.balancer.explain(SelectionContext.none()).toString())
        .contains("priority 0 gets 70 %, as 2 of 4 can; priority 1 gets 30 %, as 2 of 2 can")
        .doesNotContain("stands by");
  }

  @Test
  void aStandbyThatGetsNothingIsNoSkew() {
    VirtualFleet fleet = fleet(level(0, 4), level(1, 4));
    for (int i = 0; i < 6; i++) {
      fleet.traffic(1_000, Duration.ofMillis(10), id -> Outcome.success());
    }
    assertThat(fleet.balancer.snapshot().skewed()).isFalse();
    assertThat(fleet.balancer.snapshot().deviations()).isEmpty();
    assertThat(fleet.look("1a").expectedShare()).isZero();
    assertThat(fleet.look("0a").recentShare()).isCloseTo(0.25, within(0.01));
  }
}

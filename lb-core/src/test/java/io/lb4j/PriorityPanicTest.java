package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthState;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.PanicPolicy.Action;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.PanicChange;
import io.lb4j.snapshot.PrioritySnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A priority panics only when all priorities together are too few; before that, traffic spills. */
final class PriorityPanicTest {

  private static final Duration HOLD = Duration.ofSeconds(10);

  /** Priorities of which so many endpoints are ready, and the others are not. */
  private static List<Endpoint<String>> set(String... readyOfSize) {
    List<Endpoint<String>> set = new ArrayList<>();
    for (int priority = 0; priority < readyOfSize.length; priority++) {
      String[] numbers = readyOfSize[priority].split("/", -1);
      int ready = Integer.parseInt(numbers[0]);
      int size = Integer.parseInt(numbers[1]);
      for (int i = 0; i < size; i++) {
        set.add(
            Endpoint.builder(priority + VirtualFleet.id(i), "target")
                .priority(priority)
                .readiness(i < ready ? Readiness.READY : Readiness.UNREADY)
                .build());
      }
    }
    return set;
  }

  private static VirtualFleet fleet(PanicPolicy panic, String... readyOfSize) {
    return new VirtualFleet(
        set(readyOfSize),
        builder ->
            builder
                .policy(SelectionPolicies.roundRobin())
                .panic(panic)
                .ejection(
                    EjectionPolicy.defaults()
                        .withMaxEjectedShare(1)
                        .withDurations(Duration.ofHours(1), Duration.ofHours(2))));
  }

  private static VirtualFleet fleet(String... readyOfSize) {
    return fleet(PanicPolicy.defaults(), readyOfSize);
  }

  /** Takes all but the first endpoint of a priority out, without hard evidence against them. */
  private static void ejectAllButOne(VirtualFleet fleet, int priority, int size) {
    for (int i = 1; i < size; i++) {
      String id = priority + VirtualFleet.id(i);
      fleet.report(id, Outcome.failure(), 5);
      assertThat(fleet.stateOf(id)).isEqualTo(HealthState.EJECTED);
    }
  }

  private static Map<String, Integer> traffic(VirtualFleet fleet) {
    return fleet.traffic(2_000, Duration.ofNanos(10), id -> Outcome.success());
  }

  private static double share(VirtualFleet fleet, int priority) {
    return fleet.balancer.snapshot().priorities().get(priority).share();
  }

  private static List<Boolean> panics(VirtualFleet fleet) {
    return fleet.balancer.snapshot().priorities().stream()
        .map(PrioritySnapshot::panicking)
        .toList();
  }

  @Test
  void aPrimaryThatIsAllButGoneDoesNotPanicWhileTheStandbyCanCarryIt() {
    VirtualFleet fleet = fleet("1/4", "3/4");
    assertThat(panics(fleet)).containsExactly(false, false);
    assertThat(traffic(fleet)).containsOnlyKeys("0a", "1a", "1b", "1c");
    fleet.balancer.update(set("0/4", "3/4"));
    assertThat(panics(fleet)).containsExactly(false, false);
    assertThat(traffic(fleet)).containsOnlyKeys("1a", "1b", "1c");
    assertThat(fleet.panicChanges).isEmpty();
  }

  @Test
  void onlyThePriorityBelowTheThresholdPanics() {
    VirtualFleet fleet = fleet("20/20", "13/20");
    ejectAllButOne(fleet, 0, 20);
    assertThat(panics(fleet)).as("7 % and 91 % are not 100 %").containsExactly(true, false);
    assertThat(fleet.balancer.snapshot().panicking()).isTrue();
    Map<String, Integer> traffic = traffic(fleet);
    assertThat(share(fleet, 0)).as("7/98 and what rounding leaves").isEqualTo(0.08);
    assertThat(traffic).containsKeys("0a", "0t", "1a", "1m").doesNotContainKey("1n");
  }

  @Test
  void whenAllPanicTheyDivideTrafficByTheirSizes() {
    VirtualFleet fleet = fleet("6/6", "4/4");
    ejectAllButOne(fleet, 0, 6);
    ejectAllButOne(fleet, 1, 4);
    assertThat(panics(fleet)).containsExactly(true, true);
    assertThat(share(fleet, 0)).isEqualTo(0.6);
    assertThat(share(fleet, 1)).isEqualTo(0.4);
    assertThat(traffic(fleet)).hasSize(10);
  }

  @Test
  void inGeneralPanicThoseWithHardEvidenceGetNothingWhileOthersCould() {
    VirtualFleet fleet = fleet("4/4", "1/4");
    for (String id : List.of("0a", "0b", "0c", "0d")) {
      fleet.report(id, Outcome.connectFailure(), 5);
    }
    assertThat(panics(fleet)).containsExactly(true, true);
    assertThat(share(fleet, 0)).as("all are known to be dead").isZero();
    assertThat(traffic(fleet)).containsOnlyKeys("1a");
    assertThat(fleet.balancer.explain(SelectionContext.none()).situation())
        .contains("priority 0 gets 0 %, as 0 of 4 can, so those that are out serve too");
  }

  @Test
  void panicOfAPriorityBeginsAtOnceAndEndsWhenAllTogetherSufficedForAWhile() {
    VirtualFleet fleet = fleet("4/4", "1/4");
    ejectAllButOne(fleet, 0, 4);
    assertThat(panics(fleet)).containsExactly(true, true);
    fleet.balancer.update(set("4/4", "4/4"));
    assertThat(panics(fleet)).as("1 has nobody out").containsExactly(true, false);
    assertThat(share(fleet, 0)).isEqualTo(0.35);
    assertThat(traffic(fleet)).containsKeys("0b", "0c", "0d");
    fleet.pass(HOLD.minusMillis(200));
    assertThat(panics(fleet)).containsExactly(true, false);
    fleet.pass(Duration.ofMillis(300));
    assertThat(panics(fleet)).containsExactly(false, false);
    assertThat(traffic(fleet)).doesNotContainKeys("0b", "0c", "0d");
  }

  @Test
  void aStandbyAtTheEdgeDoesNotTurnPanicOnAndOff() {
    VirtualFleet fleet = fleet("1/4", "2/4");
    for (int i = 0; i < 20; i++) {
      fleet.balancer.update(set("1/4", i % 2 == 0 ? "1/4" : "3/4"));
      fleet.pass(Duration.ofMillis(400));
    }
    assertThat(fleet.panicChanges)
        .extracting(PanicChange::priority)
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void theListenerHearsOfEachPriority() {
    VirtualFleet fleet = fleet("4/4", "1/4");
    fleet.balancer.update(set("1/4", "1/4"));
    fleet.pass(Duration.ofMillis(1));
    assertThat(fleet.panicChanges)
        .extracting(PanicChange::priority, PanicChange::panicking, PanicChange::usable)
        .containsExactlyInAnyOrder(tuple(0, true, 1), tuple(1, true, 1));
    fleet.panicChanges.clear();
    fleet.balancer.update(set("4/4"));
    fleet.pass(Duration.ofMillis(1));
    assertThat(fleet.panicChanges)
        .as("nobody is out in 0, and nobody is left in 1")
        .allMatch(change -> !change.panicking())
        .extracting(PanicChange::priority)
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void theMinimumCountsInEachPriorityToo() {
    PanicPolicy atLeast3 = PanicPolicy.defaults().withThreshold(0).withMinHealthy(3);
    VirtualFleet fleet = fleet(atLeast3, "2/6", "3/6");
    assertThat(panics(fleet)).as("46 % and 70 % are enough").containsExactly(false, false);
    fleet.balancer.update(set("2/6", "2/6"));
    assertThat(panics(fleet)).containsExactly(true, true);
    VirtualFleet halved = fleet(atLeast3, "1/10", "3/6");
    assertThat(panics(halved)).as("14 % and 70 %").containsExactly(true, false);
  }

  @Test
  void failingFastThePrioritiesInPanicServeNobodyAndSelectionsFailOnceAllAre() {
    PanicPolicy fast = PanicPolicy.defaults().withAction(Action.FAIL_FAST).withHold(Duration.ZERO);
    VirtualFleet fleet = fleet(fast, "1/20", "13/20");
    assertThat(panics(fleet)).containsExactly(true, false);
    assertThat(share(fleet, 1)).isEqualTo(1);
    assertThat(traffic(fleet).keySet()).allMatch(id -> id.startsWith("1"));
    fleet.balancer.update(set("1/20", "9/20"));
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(fleet.balancer::select)
        .matches(e -> e.reason() == Reason.ALL_UNHEALTHY);
    assertThat(share(fleet, 0) + share(fleet, 1)).isZero();
  }

  @Test
  void withoutPanicOneOfManyServesAlthoughItsPercentageIsNothing() {
    VirtualFleet fleet = fleet(PanicPolicy.off(), "0/150", "1/150");
    assertThat(traffic(fleet).keySet()).isEqualTo(Set.of("1a"));
    assertThat(share(fleet, 1)).isCloseTo(1, within(1e-9));
  }
}

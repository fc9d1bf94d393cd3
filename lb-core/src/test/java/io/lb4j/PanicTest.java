package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.HealthState;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.PanicPolicy.Action;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When panic begins and ends, and the choice of what happens in it. */
final class PanicTest {

  private static final Duration HOLD = Duration.ofSeconds(10);

  private static VirtualFleet fleet(int size, PanicPolicy panic) {
    return new VirtualFleet(
        size, builder -> builder.policy(SelectionPolicies.roundRobin()).panic(panic));
  }

  private static Map<String, Integer> traffic(VirtualFleet fleet) {
    return fleet.traffic(100, Duration.ofNanos(10_000), id -> Outcome.success());
  }

  private static boolean panics(VirtualFleet fleet) {
    return fleet.balancer.snapshot().panicking();
  }

  @Test
  void itBeginsAtOnceAndEndsOnlyWhenEnoughHaveServedForAWhile() {
    VirtualFleet fleet = fleet(4, PanicPolicy.defaults());
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.connectFailure(), 5);
    fleet.balancer.disable("c");
    fleet.report("d", Outcome.connectFailure(), 5);
    assertThat(panics(fleet)).as("1 of 3 left").isTrue();
    fleet.balancer.enable("c");
    assertThat(panics(fleet)).as("2 of 4 left, for no time yet").isTrue();
    fleet.pass(HOLD.minusMillis(200));
    assertThat(panics(fleet)).isTrue();
    fleet.pass(Duration.ofMillis(300));
    assertThat(panics(fleet)).as("no endpoint has changed meanwhile").isFalse();
    assertThat(traffic(fleet)).doesNotContainKeys("a", "b");
  }

  @Test
  void whoComesAndGoesAtTheEdgeDoesNotTurnItOnAndOff() {
    VirtualFleet fleet = fleet(4, PanicPolicy.defaults());
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.report("b", Outcome.connectFailure(), 5);
    fleet.report("c", Outcome.connectFailure(), 5);
    // Two of four are left while c or d rests by order, one while both could serve.
    for (int i = 0; i < 20; i++) {
      fleet.balancer.disable("c");
      fleet.pass(Duration.ofMillis(400));
      fleet.balancer.enable("c");
      fleet.pass(Duration.ofMillis(400));
    }
    assertThat(fleet.panicChanges).hasSize(1);
  }

  @Test
  void itEndsAtOnceWhenNobodyIsOut() {
    VirtualFleet fleet = fleet(3, PanicPolicy.defaults().withHold(Duration.ofHours(1)));
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.report("b", Outcome.connectFailure(), 5);
    assertThat(panics(fleet)).isTrue();
    fleet.pass(Duration.ofSeconds(31));
    fleet.traffic(2, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.stateOf("b")).isEqualTo(HealthState.HEALTHY);
    assertThat(panics(fleet)).isFalse();
  }

  @Test
  void aMinimumCountsHeadsWhateverTheShare() {
    VirtualFleet fleet = fleet(10, PanicPolicy.defaults().withMinHealthy(8));
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.failure(), 5);
    assertThat(panics(fleet)).as("8 of 10").isFalse();
    fleet.report("c", Outcome.failure(), 5);
    assertThat(panics(fleet)).as("7 of 10").isTrue();
    assertThat(traffic(fleet)).hasSize(10);
  }

  @Test
  void aSetSmallerThanTheMinimumIsNoPanicAsLongAsAllServe() {
    VirtualFleet fleet =
        fleet(2, PanicPolicy.defaults().withMinHealthy(3).withAction(Action.FAIL_FAST));
    assertThat(traffic(fleet)).containsOnlyKeys("a", "b");
    fleet.report("a", Outcome.connectFailure(), 5);
    assertThat(panics(fleet)).isTrue();
  }

  @Test
  void whoWouldRatherFailFastThanServeWithTooFewCan() {
    VirtualFleet fleet =
        fleet(4, PanicPolicy.defaults().withHold(Duration.ZERO).withAction(Action.FAIL_FAST));
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.report("b", Outcome.connectFailure(), 5);
    assertThat(traffic(fleet)).containsOnlyKeys("c", "d");
    fleet.report("c", Outcome.connectFailure(), 5);
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(fleet.balancer::select)
        .matches(e -> e.reason() == Reason.ALL_UNHEALTHY)
        .matches(e -> e.comeBackAfter() != null);
    assertThat(fleet.balancer.explain(SelectionContext.none()).toString())
        .contains("1 of 4 available endpoints can serve, so nobody serves");
    fleet.pass(Duration.ofSeconds(31));
    assertThat(fleet.traffic(2, Duration.ofMillis(200), id -> Outcome.success()))
        .as("probes are the way back")
        .isNotEmpty();
    assertThat(panics(fleet)).isFalse();
  }

  @Test
  void theEventSaysWhatHappensInIt() {
    VirtualFleet fleet = fleet(2, PanicPolicy.defaults().withMinHealthy(2));
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.pass(Duration.ofMillis(1));
    assertThat(fleet.panicChanges)
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.action()).isEqualTo(Action.FAIL_OPEN);
              assertThat(change.usable()).isEqualTo(1);
              assertThat(change.available()).isEqualTo(2);
            });
  }

  @Test
  void whenToComeBackIsWhenTheLastVerdictOnTheFirstEndpointEnds() {
    VirtualFleet fleet = fleet(3, PanicPolicy.off());
    fleet.report("a", Outcome.connectFailure(), 5);
    fleet.pass(Duration.ofSeconds(10));
    fleet.report("b", Outcome.connectFailure(), 5);
    fleet.balancer.update(
        List.of(
            Endpoint.builder("a", "target of a").readiness(Readiness.UNREADY).build(),
            VirtualFleet.named("b"),
            VirtualFleet.named("c")));
    fleet.balancer.disable("c");
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(fleet.balancer::select)
        .satisfies(
            e ->
                assertThat(e.comeBackAfter())
                    .as("a has no end that is known, so b decides")
                    .isBetween(Duration.ofSeconds(26), Duration.ofSeconds(30)));
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import io.lb4j.select.SelectionPolicies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows when endpoints say of themselves that they are degraded or about to go. */
final class ServerStateTest {

  private static final Duration HOLD = Duration.ofSeconds(30);
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Outcome DEGRADED = Outcome.success().withServerState(ServerState.DEGRADED);
  private static final Outcome DRAINING = Outcome.success().withServerState(ServerState.DRAINING);

  private final VirtualFleet fleet =
      new VirtualFleet(10, builder -> builder.policy(SelectionPolicies.roundRobin()));

  private Map<String, Integer> goodTraffic(int calls) {
    return fleet.traffic(calls, MILLI, id -> Outcome.success());
  }

  @Test
  void aDegradedEndpointServesOnlyWhileOthersAreTooFew() {
    fleet.report("a", DEGRADED, 1);
    assertThat(fleet.look("a").verdicts())
        .singleElement()
        .returns(Witness.SERVER, Verdict::witness)
        .returns(HealthState.DEGRADED, Verdict::state)
        .returns("degraded, says the endpoint itself", Verdict::reason)
        .returns(fleet.ticker.instant().plus(HOLD), Verdict::until);
    assertThat(goodTraffic(1000)).doesNotContainKey("a").hasSize(9);
  }

  @Test
  void aLaterAnswerWithoutItEndsTheDegradation() {
    Lease<String> earlier = fleet.leaseOn("a");
    Lease<String> later = fleet.leaseOn("a");
    fleet.pass(MILLI);
    fleet.report("a", DEGRADED, 1);
    earlier.report(Outcome.success());
    earlier.close();
    fleet.settle();
    assertThat(fleet.stateOf("a"))
        .as("an answer to an earlier request")
        .isEqualTo(HealthState.DEGRADED);
    later.report(DEGRADED);
    later.close();
    fleet.pass(HOLD.minus(MILLI));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DEGRADED);
    // It is asked again, and says nothing.
    VirtualFleet two = twoOfWhichOneIsDegraded();
    two.report("a", Outcome.success(), 1);
    assertThat(two.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  private static VirtualFleet twoOfWhichOneIsDegraded() {
    VirtualFleet two =
        new VirtualFleet(2, builder -> builder.policy(SelectionPolicies.roundRobin()));
    two.report("a", DEGRADED, 1);
    two.report("a", Outcome.failure(), 1);
    assertThat(two.stateOf("a")).as("a failure says nothing").isEqualTo(HealthState.DEGRADED);
    return two;
  }

  @Test
  void aDrainingEndpointIsAskedAgainAfterHalfAMinute() {
    fleet.report("a", DRAINING, 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DRAINING);
    assertThat(fleet.look("a").serving()).isFalse();
    assertThat(goodTraffic(29_900)).doesNotContainKey("a");
    fleet.pass(Duration.ofMillis(200));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    Map<String, Integer> shares =
        fleet.traffic(100, MILLI, id -> id.equals("a") ? DRAINING : Outcome.success());
    assertThat(shares).containsEntry("a", 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DRAINING);
  }

  @Test
  void answersOfRequestsInFlightKeepADrainUpAndSilentOnesDoNotEndIt() {
    Lease<String> silent = fleet.leaseOn("a");
    Lease<String> repeating = fleet.leaseOn("a");
    fleet.report("a", DRAINING, 1);
    fleet.pass(Duration.ofSeconds(20));
    silent.report(Outcome.success());
    silent.close();
    repeating.report(DRAINING);
    repeating.close();
    fleet.pass(Duration.ofSeconds(29));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DRAINING);
    assertThat(fleet.look("a").verdicts().get(0).until())
        .isEqualTo(fleet.ticker.instant().plusSeconds(1));
    assertThat(fleet.look("a").history()).as("no news").hasSize(1);
    fleet.pass(Duration.ofMillis(1100));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void readyTakesBackWhatWasSaid() {
    Lease<String> open = fleet.leaseOn("a");
    fleet.report("a", DRAINING, 1);
    open.report(Outcome.success().withServerState(ServerState.READY));
    open.close();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void theNewestWordCounts() {
    Lease<String> open = fleet.leaseOn("a");
    fleet.report("a", DEGRADED, 1);
    open.report(Outcome.failure().withServerState(ServerState.DRAINING));
    open.close();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DRAINING);
  }

  @Test
  void whenAllSayThatTheyGoAllServe() {
    fleet.traffic(100, MILLI, id -> DRAINING);
    assertThat(fleet.balancer.snapshot().panicking()).isTrue();
    assertThat(fleet.traffic(1000, MILLI, id -> DRAINING)).hasSize(10);
  }

  @Test
  void anOperatorsOrderIsNotTakenBackByTheEndpoint() {
    Lease<String> open = fleet.leaseOn("a");
    fleet.balancer.disable("a", "broken disk");
    open.report(Outcome.success().withServerState(ServerState.READY));
    open.close();
    fleet.pass(Duration.ofMinutes(1));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DISABLED);
  }

  @Test
  void aWordSaidDuringAShortAbsenceHoldsAfterIt() {
    List<Endpoint<String>> all = VirtualFleet.endpoints(10);
    Lease<String> open = fleet.leaseOn("a");
    fleet.balancer.update(all.subList(1, 10));
    open.report(DRAINING);
    open.close();
    fleet.settle();
    fleet.balancer.update(all);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DRAINING);
    fleet.pass(HOLD.plusMillis(100));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.health.EndpointBreaker;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.Witness;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.Explanation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an open circuit breaker does to its endpoint, and how long. */
final class BreakerVerdictTest {

  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final CountingBreakers breakers = new CountingBreakers();
  private final VirtualFleet fleet = new VirtualFleet(4, b -> b.breakers(breakers));

  @Test
  void anOpenBreakerKeepsItsEndpointOutUntilItsWaitIsOver() {
    breakers.of("a").open(WAIT);
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(fleet.look("a").verdicts())
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.witness()).isEqualTo(Witness.BREAKER);
              assertThat(verdict.evidence()).isEqualTo(Evidence.STATISTICAL);
              assertThat(verdict.reason()).isEqualTo("too many errors");
              assertThat(verdict.until()).isEqualTo(verdict.since().plus(WAIT));
            });
    assertThat(fleet.traffic(100, TICK, id -> Outcome.success())).doesNotContainKey("a");
    assertThat(breakers.of("a").refusals).as("nobody asks").hasValue(0);

    fleet.pass(WAIT);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    breakers.of("a").refuses = false;
    assertThat(fleet.traffic(100, TICK, id -> Outcome.success())).containsKey("a");
  }

  @Test
  void aBreakerThatStillRefusesAfterItsWaitIsAsked() {
    breakers.of("a").open(WAIT);
    fleet.settle();
    fleet.pass(WAIT.plus(TICK));
    assertThat(fleet.traffic(500, TICK, id -> Outcome.success())).doesNotContainKey("a");
    assertThat(breakers.of("a").refusals.get()).isPositive();
  }

  @Test
  void aBreakerThatIsClosedByHandLetsItsEndpointBackAtOnce() {
    breakers.of("a").open(null);
    fleet.settle();
    assertThat(fleet.look("a").verdicts())
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.until()).isNull());
    fleet.pass(Duration.ofHours(1));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    breakers.of("a").close();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.look("a").slowStartShare()).as("comes back slowly").isLessThan(1);
  }

  @Test
  void aLongerWaitTakesThePlaceOfAShorter() {
    breakers.of("a").open(WAIT);
    fleet.settle();
    breakers.of("a").open(WAIT.multipliedBy(2));
    fleet.settle();
    fleet.pass(WAIT.plus(TICK));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    fleet.pass(WAIT);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void openingAloneDoesNotLiftOrHoldOtherVerdicts() {
    fleet.balancer.disable("a", "maintenance");
    breakers.of("a").open(WAIT);
    fleet.settle();
    fleet.pass(WAIT.plus(TICK));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DISABLED);
    fleet.balancer.enable("a");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whenAllAreOpenRequestsAreTriedWithoutAsking() {
    breakers.byId.values().forEach(breaker -> breaker.open(WAIT));
    assertThat(fleet.traffic(5, Duration.ZERO, id -> Outcome.success()))
        .as("before the control loop knows")
        .isNotEmpty();
    fleet.settle();
    assertThat(fleet.traffic(50, TICK, id -> Outcome.success())).hasSize(4);
    assertThat(breakers.outstanding()).isZero();
  }

  @Test
  void whenAllRefuseAndPanicFailsFastRequestsFail() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet strict =
        new VirtualFleet(
            2,
            b ->
                b.breakers(breakers)
                    .panic(PanicPolicy.defaults().withAction(PanicPolicy.Action.FAIL_FAST)));
    breakers.byId.values().forEach(breaker -> breaker.refuses = true);
    assertThatThrownBy(strict.balancer::select)
        .isInstanceOfSatisfying(
            NoEndpointAvailableException.class,
            e -> assertThat(e.reason()).isEqualTo(NoEndpointAvailableException.Reason.SATURATED));
  }

  @Test
  void aFullEndpointIsNoReasonToPassABreakerOver() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet mixed =
        new VirtualFleet(
            List.of(
                io.lb4j.endpoint.Endpoint.of("a", "a"),
                io.lb4j.endpoint.Endpoint.builder("b", "b").maxConcurrency(1).build()),
            b -> b.breakers(breakers));
    breakers.of("a").refuses = true;
    Lease<String> full = mixed.balancer.select();
    assertThat(full.endpoint().id()).isEqualTo("b");
    assertThatThrownBy(mixed.balancer::select).isInstanceOf(NoEndpointAvailableException.class);
    full.report(Outcome.success());
    full.close();
  }

  @Test
  void aPolicyThatWantsTheIdlestLooksPastOneThatRefuses() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet idlest =
        new VirtualFleet(3, b -> b.breakers(breakers).policy(SelectionPolicies.leastRequests()));
    breakers.of("a").refuses = true;
    Lease<String> onB = idlest.leaseOn("b");
    for (int i = 0; i < 30; i++) {
      try (Lease<String> lease = idlest.balancer.select()) {
        assertThat(lease.endpoint().id()).as("b is busy, a refuses").isEqualTo("c");
        lease.report(Outcome.success());
      }
    }
    assertThat(breakers.of("a").refusals.get()).as("asked once a tick").isLessThanOrEqualTo(2);
    assertThat(idlest.balancer.explain(SelectionContext.none()).candidates())
        .filteredOn(candidate -> candidate.id().equals("a"))
        .extracting(Explanation.Candidate::reason)
        .containsExactly("refused by its circuit breaker");
    onB.report(Outcome.success());
    onB.close();
  }

  @Test
  void staysWithAnEndpointThatIsAwayForAMoment() {
    breakers.of("a").open(WAIT);
    fleet.settle();
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    fleet.pass(Duration.ofSeconds(30));
    fleet.balancer.update(VirtualFleet.endpoints(4));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(breakers.discarded).isEmpty();
  }

  @Test
  void aBreakerThatClosedWhileItsEndpointWasAwayIsBelieved() {
    breakers.of("a").open(WAIT);
    fleet.settle();
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    breakers.of("a").close();
    fleet.settle();
    fleet.balancer.update(VirtualFleet.endpoints(4));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void isDiscardedWhenItsEndpointIsForgottenAndNotBefore() {
    CountingBreakers.Counting first = breakers.of("a");
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    fleet.pass(Duration.ofSeconds(59));
    assertThat(breakers.discarded).isEmpty();
    fleet.pass(Duration.ofSeconds(2));
    assertThat(breakers.discarded).containsExactly("a");
    fleet.balancer.update(VirtualFleet.endpoints(4));
    assertThat(breakers.of("a")).isNotSameAs(first);
  }

  @Test
  void allAreDiscardedWhenTheBalancerIsClosed() {
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    Lease<String> open = fleet.balancer.select();
    fleet.balancer.close();
    assertThat(breakers.discarded).containsExactlyInAnyOrder("a", "b", "c", "d");
    open.report(Outcome.success());
    open.close();
    assertThat(breakers.outstanding()).isZero();
  }

  @Test
  void whatABreakerSaysMayBeLoggedAndAddedToTimes() {
    assertThat(new EndpointBreaker.Opening("too slow\nall is well", null).reason())
        .doesNotContain("\n");
    assertThatThrownBy(
            () -> new EndpointBreaker.Opening("open", Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("remaining is");
    assertThatThrownBy(() -> new EndpointBreaker.Opening("open", Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("remaining is");
  }
}

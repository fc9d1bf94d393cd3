package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthState;
import io.lb4j.health.SlowStart;
import io.lb4j.request.Outcome;
import io.lb4j.resilience.FailedOutcomeException;
import io.lb4j.resilience.Resilience4jBreakers;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.testkit.FakeTicker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real resilience4j, on a clock that the test drives. */
final class Resilience4jTest {

  private static final Duration MILLI = Duration.ofMillis(1);

  private final LateClock clock = new LateClock();
  private final CircuitBreakerConfig config = config(clock).build();
  private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(config);
  private final VirtualFleet fleet = fleet(Resilience4jBreakers.of(registry));

  private static CircuitBreakerConfig.Builder config(Clock clock) {
    return config(clock, attempt -> 20_000L);
  }

  private static CircuitBreakerConfig.Builder config(Clock clock, IntervalFunction waitMillis) {
    return CircuitBreakerConfig.custom()
        .clock(clock)
        .slidingWindowSize(10)
        .minimumNumberOfCalls(10)
        .failureRateThreshold(50)
        .permittedNumberOfCallsInHalfOpenState(3)
        .waitIntervalFunctionInOpenState(waitMillis);
  }

  private VirtualFleet fleet(Resilience4jBreakers breakers) {
    VirtualFleet fleet =
        new VirtualFleet(
            4,
            b ->
                b.breakers(breakers)
                    .ejection(EjectionPolicy.off())
                    .slowStart(SlowStart.off())
                    .policy(SelectionPolicies.roundRobin()));
    clock.ticker = fleet.ticker;
    return fleet;
  }

  private CircuitBreaker breakerOf(String id) {
    return registry.find("fleet/" + id).orElseThrow();
  }

  private void open(String id) {
    fleet.report(id, Outcome.success(), 5);
    fleet.report(id, Outcome.failure(), 5);
  }

  @Test
  void opensAtItsFailureRateTriesThreeAndCloses() {
    fleet.report("a", Outcome.success(), 5);
    fleet.report("a", Outcome.failure(), 4);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.failure(), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(fleet.traffic(40, MILLI, id -> Outcome.success())).doesNotContainKey("a");
    assertThat(breakerOf("a").getMetrics().getNumberOfNotPermittedCalls()).isZero();

    fleet.pass(Duration.ofSeconds(20));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    List<Lease<String>> trials = new ArrayList<>();
    List<Lease<String>> others = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Lease<String> lease = fleet.balancer.select();
      (lease.endpoint().id().equals("a") ? trials : others).add(lease);
    }
    assertThat(trials).hasSize(3);
    assertThat(breakerOf("a").getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    trials.forEach(lease -> lease.report(Outcome.success()));
    assertThat(breakerOf("a").getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    trials.forEach(Lease::close);
    others.forEach(
        lease -> {
          lease.report(Outcome.ignored());
          lease.close();
        });
    assertThat(fleet.traffic(40, MILLI, id -> Outcome.success())).containsEntry("a", 10);
  }

  @Test
  void opensAgainWhenItsTrialsFail() {
    open("a");
    fleet.pass(Duration.ofSeconds(21));
    fleet.traffic(40, MILLI, id -> id.equals("a") ? Outcome.failure() : Outcome.success());
    assertThat(breakerOf("a").getState()).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    fleet.pass(Duration.ofSeconds(21));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void anIgnoredTrialGivesItsPermissionBack() {
    open("a");
    fleet.pass(Duration.ofSeconds(21));
    fleet.report("a", Outcome.ignored(), 20);
    fleet.report("a", Outcome.success(), 3);
    assertThat(breakerOf("a").getState()).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void aWaitThatGrowsWithEveryOpeningIsFollowed() {
    CircuitBreakerConfig growing = config(clock, attempt -> attempt * 20_000L).build();
    VirtualFleet patient = fleet(Resilience4jBreakers.of(growing));
    patient.report("a", Outcome.failure(), 10);
    patient.pass(Duration.ofSeconds(21));
    assertThat(patient.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    patient.report("a", Outcome.failure(), 3);
    patient.pass(Duration.ofSeconds(21));
    assertThat(patient.stateOf("a")).as("20 s is over, 40 s is not").isEqualTo(HealthState.EJECTED);
    patient.pass(Duration.ofSeconds(20));
    assertThat(patient.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void slowCallsOpenToo() {
    CircuitBreakerConfig impatient =
        config(clock)
            .slowCallDurationThreshold(Duration.ofMillis(50))
            .slowCallRateThreshold(50)
            .build();
    VirtualFleet slow = fleet(Resilience4jBreakers.of(impatient));
    for (int i = 0; i < 10; i++) {
      try (Lease<String> lease = slow.leaseOn("a")) {
        slow.pass(Duration.ofMillis(60));
        lease.report(Outcome.success());
      }
    }
    slow.settle();
    assertThat(slow.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void operatorsMayForceItOpenAndResetIt() {
    breakerOf("a").transitionToForcedOpenState();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    fleet.pass(Duration.ofHours(1));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    breakerOf("a").reset();
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void configurationsMayTellFailuresApart() {
    CircuitBreakerConfig lenient =
        config(clock)
            .ignoreException(
                e ->
                    e instanceof FailedOutcomeException failed
                        && failed.kind() == Outcome.Kind.REJECTED)
            .build();
    VirtualFleet busy = fleet(Resilience4jBreakers.of(lenient));
    busy.report("a", Outcome.rejected(), 50);
    assertThat(busy.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    busy.report("a", Outcome.timeout(), 10);
    assertThat(busy.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void aConfigurationThatRecordsOnlyExceptionsOfInputAndOutputSeesFailures() {
    CircuitBreakerConfig usual = config(clock).recordExceptions(java.io.IOException.class).build();
    VirtualFleet fleet = fleet(Resilience4jBreakers.of(usual));
    fleet.report("a", Outcome.failure(), 10);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void theRegistryHoldsOneForEachEndpointThatIsKnown() {
    assertThat(names()).containsExactlyInAnyOrder("fleet/a", "fleet/b", "fleet/c", "fleet/d");
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    fleet.pass(Duration.ofSeconds(30));
    assertThat(names()).contains("fleet/a");
    fleet.pass(Duration.ofSeconds(31));
    assertThat(names()).containsExactlyInAnyOrder("fleet/b", "fleet/c", "fleet/d");
    fleet.balancer.close();
    assertThat(names()).isEmpty();
  }

  @Test
  void whatTheUserPutInItsPlaceStaysInTheRegistry() {
    CircuitBreaker own = CircuitBreaker.of("fleet/a", config);
    registry.replace("fleet/a", own);
    fleet.balancer.close();
    assertThat(registry.getAllCircuitBreakers()).containsExactly(own);
  }

  @Test
  void oneThatIsOpenAlreadyIsBelieved() {
    CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(config);
    registry.circuitBreaker("fleet/a").transitionToOpenState();
    VirtualFleet fleet = fleet(Resilience4jBreakers.of(registry));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void aNamedConfigurationMustExist() {
    registry.addConfiguration("strict", config);
    assertThat(Resilience4jBreakers.of(registry, "strict")).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resilience4jBreakers.of(registry, "lax"))
        .withMessageContaining("\"lax\"");
  }

  @Test
  void aRegistryKeepsNoAbandonedBalancerAlive() {
    FakeTicker ticker = new FakeTicker();
    io.lb4j.testkit.ManualScheduler scheduler = new io.lb4j.testkit.ManualScheduler(ticker);
    Balancer.<String>builder("abandoned")
        .endpoints(VirtualFleet.endpoints(3))
        .breakers(Resilience4jBreakers.of(registry))
        .ticker(ticker)
        .scheduler(scheduler)
        .build();
    scheduler.runDue();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (scheduler.pending() > 0 && System.nanoTime() < deadline) {
      System.gc();
      scheduler.advance(Duration.ofMillis(100));
    }
    assertThat(scheduler.pending()).isZero();
  }

  private List<String> names() {
    return registry.getAllCircuitBreakers().stream().map(CircuitBreaker::getName).toList();
  }

  /** The fleet's ticker, which exists only after the breakers do. */
  private static final class LateClock extends Clock {

    InstantSource ticker = InstantSource.fixed(new FakeTicker().instant());

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return ticker.instant();
    }
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that does what clocks must not do. */
final class ClockTest {

  // Timers go on as they do; what the balancer reads as the time is off by this.
  private long skewNanos;
  private boolean frozen;
  private long frozenAtNanos;

  private final VirtualFleet fleet = fleet(SelectionPolicies.peakEwma());

  private VirtualFleet fleet(SelectionPolicy policy) {
    VirtualFleet[] self = new VirtualFleet[1];
    self[0] =
        new VirtualFleet(
            4,
            builder ->
                builder.policy(policy).ticker(() -> self[0] == null ? skewNanos : read(self[0])));
    return self[0];
  }

  private long read(VirtualFleet of) {
    return frozen ? frozenAtNanos : of.ticker.nanoTime() + skewNanos;
  }

  private void jump(Duration by) {
    skewNanos += by.toNanos();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1H", "PT-1S", "PT-8760H"})
  void setBackItProlongsNoEjection(Duration back) {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(10));
    jump(back);
    fleet.pass(Duration.ofSeconds(20).plusNanos(2 * ControlLoop.TICK_NANOS));
    fleet.traffic(2, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void setBackItProlongsNoSlowStartBeyondItsWindow() {
    fleet.balancer.update(VirtualFleet.endpoints(5));
    fleet.pass(Duration.ofSeconds(10));
    jump(Duration.ofHours(-1));
    fleet.pass(Duration.ofSeconds(31));
    assertThat(fleet.look("e").slowStartShare()).isEqualTo(1);
  }

  @Test
  void setBackItProlongsNoGrace() {
    fleet.balancer.update(VirtualFleet.endpoints(5));
    jump(Duration.ofHours(-1));
    fleet.pass(Duration.ofSeconds(61));
    assertThat(fleet.stateOf("e")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void setBackItStillPaysForRetries() {
    jump(Duration.ofHours(-1));
    while (fleet.balancer.retryBudget().tryRetry()) {
      // Spends what there is.
    }
    fleet.pass(Duration.ofSeconds(3));
    assertThat(fleet.balancer.retryBudget().tryRetry()).isTrue();
  }

  @Test
  void aCenturyLaterAllIsOver() {
    fleet.report("a", Outcome.failure(), 5);
    jump(Duration.ofDays(36_500));
    fleet.pass(Duration.ofMillis(200));
    fleet.traffic(2, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void aFrozenClockLosesNoCallAndEjectsAsEver() {
    frozenAtNanos = read(fleet);
    frozen = true;
    fleet.report("a", Outcome.failure(), 5);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(fleet.traffic(1000, Duration.ofMillis(1), id -> Outcome.success()))
        .containsOnlyKeys("b", "c", "d");
  }

  @Test
  void nothingHappensWhereItsNumbersWrapAround() {
    skewNanos = Long.MAX_VALUE - Duration.ofSeconds(15).toNanos();
    VirtualFleet wrapping = fleet(SelectionPolicies.peakEwma());
    wrapping.pass(Duration.ofSeconds(5));
    wrapping.report("a", Outcome.failure(), 5);
    wrapping.pass(Duration.ofSeconds(31));
    wrapping.traffic(2, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(wrapping.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void noPolicyMinds() {
    for (SelectionPolicy policy :
        List.of(
            SelectionPolicies.roundRobin(),
            SelectionPolicies.leastResponseTime(),
            SelectionPolicies.leastBandwidth(),
            SelectionPolicies.c3(),
            SelectionPolicies.reportedLoad(),
            SelectionPolicies.staticStride(),
            SelectionPolicies.peakEwma())) {
      VirtualFleet any = fleet(policy);
      for (Duration by :
          List.of(Duration.ofHours(-1), Duration.ofDays(36_500), Duration.ofHours(-1))) {
        jump(by);
        assertThat(any.traffic(4000, Duration.ofMillis(1), id -> Outcome.success()))
            .as("%s after %s", policy.name(), by)
            .hasSize(4)
            .allSatisfy((id, calls) -> assertThat(calls).isGreaterThan(400));
      }
    }
  }
}

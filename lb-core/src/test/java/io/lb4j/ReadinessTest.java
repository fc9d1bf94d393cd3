package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What discovery says of an endpoint is one verdict among others. */
final class ReadinessTest {

  private final VirtualFleet fleet =
      new VirtualFleet(4, builder -> builder.policy(SelectionPolicies.roundRobin()));

  private void publish(Readiness ofA) {
    fleet.balancer.update(
        List.of(
            Endpoint.builder("a", "target of a").readiness(ofA).build(),
            VirtualFleet.named("b"),
            VirtualFleet.named("c"),
            VirtualFleet.named("d")));
  }

  @ParameterizedTest
  @CsvSource({"READY, HEALTHY", "DEGRADED, DEGRADED", "DRAINING, DRAINING", "UNREADY, UNHEALTHY"})
  void itDecidesTheStateAndIsTakenBackByTheNextUpdate(Readiness readiness, HealthState state) {
    publish(readiness);
    assertThat(fleet.stateOf("a")).isEqualTo(state);
    assertThat(fleet.traffic(40, Duration.ofNanos(10), id -> Outcome.success()).containsKey("a"))
        .isEqualTo(readiness == Readiness.READY);
    publish(Readiness.READY);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void readyDoesNotReviveWhomOthersHoldOut() {
    fleet.report("a", Outcome.failure(), 5);
    publish(Readiness.UNREADY);
    fleet.balancer.disable("b", "disk is being replaced");
    publish(Readiness.READY);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(fleet.stateOf("b")).isEqualTo(HealthState.DISABLED);
    assertThat(fleet.look("b").verdicts())
        .extracting(Verdict::reason)
        .containsExactly("disk is being replaced");
  }

  @Test
  void noRequestTestsAnEjectedEndpointThatIsNotReady() {
    fleet.report("a", Outcome.failure(), 5);
    publish(Readiness.UNREADY);
    fleet.pass(Duration.ofSeconds(60));
    assertThat(fleet.traffic(40, Duration.ofNanos(10), id -> Outcome.success()))
        .doesNotContainKey("a");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
    publish(Readiness.READY);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(fleet.traffic(4, Duration.ofNanos(10), id -> Outcome.success())).containsKey("a");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whoBecomesReadyStartsSlowly() {
    publish(Readiness.UNREADY);
    publish(Readiness.READY);
    assertThat(fleet.look("a").slowStartShare()).isLessThan(1);
  }

  @Test
  void whenNobodyIsReadyAllServe() {
    fleet.balancer.update(
        List.of(
            Endpoint.builder("a", "1").readiness(Readiness.UNREADY).build(),
            Endpoint.builder("b", "2").readiness(Readiness.UNREADY).build(),
            Endpoint.builder("c", "3").readiness(Readiness.DRAINING).build()));
    assertThat(fleet.traffic(40, Duration.ofNanos(10), id -> Outcome.success()))
        .containsOnlyKeys("a", "b");
  }

  @Test
  void theFirstSetMayHoldEndpointsThatAreNotReady() {
    VirtualFleet other =
        new VirtualFleet(
            List.of(
                Endpoint.builder("a", "1").readiness(Readiness.UNREADY).build(),
                Endpoint.of("b", "2")),
            builder -> builder);
    assertThat(other.look("a").verdicts())
        .singleElement()
        .matches(verdict -> verdict.witness() == Witness.DISCOVERY)
        .matches(verdict -> verdict.reason().equals("unready, says discovery"));
  }

  @Test
  void anAbsenceDoesNotForgetIt() {
    publish(Readiness.UNREADY);
    fleet.balancer.update(List.of(VirtualFleet.named("b"), VirtualFleet.named("c")));
    fleet.pass(Duration.ofSeconds(5));
    publish(Readiness.UNREADY);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.UNHEALTHY);
    fleet.balancer.update(List.of(VirtualFleet.named("b"), VirtualFleet.named("c")));
    publish(Readiness.READY);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }
}

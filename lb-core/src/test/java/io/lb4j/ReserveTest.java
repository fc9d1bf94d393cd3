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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Degraded endpoints serve only what the others are too few for. */
final class ReserveTest {

  private static List<Endpoint<String>> endpoints(int healthy, int degraded) {
    return IntStream.range(0, healthy + degraded)
        .mapToObj(
            i ->
                Endpoint.builder(VirtualFleet.id(i), "target")
                    .readiness(i < healthy ? Readiness.READY : Readiness.DEGRADED)
                    .build())
        .toList();
  }

  private static VirtualFleet fleet(int healthy, int degraded, SelectionPolicy policy) {
    return new VirtualFleet(endpoints(healthy, degraded), builder -> builder.policy(policy));
  }

  /** Envoy's rule: what healthy · 1.4 does not cover. */
  @ParameterizedTest
  @CsvSource({
    "8, 2, 0.0",
    "7, 3, 0.02",
    "6, 4, 0.16",
    "5, 5, 0.30",
    "1, 9, 0.86",
    "0, 3, 1.0",
  })
  void theyGetWhatTheOthersCannotCarry(int healthy, int degraded, double expected) {
    for (SelectionPolicy policy :
        List.of(
            SelectionPolicies.roundRobin(),
            SelectionPolicies.random(),
            SelectionPolicies.leastRequests(),
            SelectionPolicies.peakEwma())) {
      VirtualFleet fleet = fleet(healthy, degraded, policy);
      Map<String, Integer> shares =
          fleet.traffic(10_000, Duration.ofNanos(10_000), id -> Outcome.success());
      double reserve =
          IntStream.range(healthy, healthy + degraded)
                  .map(i -> shares.getOrDefault(VirtualFleet.id(i), 0))
                  .sum()
              / 10_000.0;
      assertThat(reserve).as(policy.name()).isCloseTo(expected, within(0.03));
    }
  }

  @Test
  void theyServeAtOnceWhenTheOthersBecomeTooFew() {
    VirtualFleet fleet = fleet(8, 2, SelectionPolicies.roundRobin());
    for (String id : List.of("a", "b", "c")) {
      fleet.report(id, Outcome.connectFailure(), 5);
    }
    assertThat(fleet.traffic(1000, Duration.ofNanos(10_000), id -> Outcome.success()))
        .as("5 of 10 are left")
        .containsKeys("i", "j");
    assertThat(fleet.balancer.snapshot().panicking()).as("7 of 10 can serve").isFalse();
  }

  @Test
  void aKeyStaysWhereItHashesToWhileTheyServe() {
    VirtualFleet fleet = fleet(2, 8, SelectionPolicies.ringHash());
    SelectionContext key = SelectionContext.forKey("customer");
    String first = null;
    for (int i = 0; i < 100; i++) {
      try (Lease<String> lease = fleet.balancer.select(key)) {
        first = first == null ? lease.endpoint().id() : first;
        assertThat(lease.endpoint().id()).isEqualTo(first);
        lease.report(Outcome.success());
      }
    }
  }

  @Test
  void anUpdateMakesThemGoodAgain() {
    VirtualFleet fleet = fleet(2, 1, SelectionPolicies.roundRobin());
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.DEGRADED);
    fleet.balancer.update(endpoints(3, 0));
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.look("c").slowStartShare()).as("it has worked all the time").isEqualTo(1);
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.Outlier;
import io.lb4j.request.Outcome;
import io.lb4j.snapshot.BalancerTotals;
import io.lb4j.snapshot.EjectionCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a balancer has done in all, whatever became of the endpoints. */
final class TotalsTest {

  private static BalancerTotals totals(VirtualFleet fleet) {
    return fleet.balancer.snapshot().totals();
  }

  private static Map<EjectionCause, Long> ejections(VirtualFleet fleet) {
    return totals(fleet).ejections().entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void neverFallWhileEndpointsComeAndGo() {
    VirtualFleet fleet =
        new VirtualFleet(3, builder -> builder.rememberRemoved(Duration.ofMinutes(1)));
    List<Endpoint<String>> others = VirtualFleet.endpoints(6).subList(3, 6);
    for (int round = 1; round <= 4; round++) {
      fleet.traffic(30, Duration.ofMillis(1), id -> Outcome.success());
      assertThat(totals(fleet).selections()).isEqualTo(30L * round);
      assertThat(totals(fleet).outcomes().successes()).isEqualTo(30L * round);
      // In the third round those of the first are remembered, in the fourth they are new.
      fleet.balancer.update(round % 2 == 0 ? VirtualFleet.endpoints(3) : others);
      fleet.pass(Duration.ofSeconds(round == 3 ? 90 : 20));
      assertThat(totals(fleet).selections()).isEqualTo(30L * round);
    }
  }

  @Test
  void countWhatAnEndpointReportsThatHasLeft() {
    VirtualFleet fleet = new VirtualFleet(1);
    Lease<String> open = fleet.balancer.select();
    fleet.balancer.update(VirtualFleet.endpoints(2).subList(1, 2));
    open.report(Outcome.timeout());
    open.close();

    assertThat(totals(fleet).outcomes().timeouts()).isEqualTo(1);
  }

  @Test
  void countEjectionsByWhatLedToThem() {
    VirtualFleet fleet = new VirtualFleet(6);
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.connectFailure(), 5);
    assertThat(ejections(fleet))
        .isEqualTo(Map.of(EjectionCause.FAILURES, 1L, EjectionCause.CONNECT_FAILURES, 1L));

    fleet.pass(Duration.ofSeconds(40));
    fleet.traffic(2, Duration.ofMillis(1), id -> Outcome.failure());
    assertThat(ejections(fleet)).containsEntry(EjectionCause.FAILED_TEST, 2L);
  }

  @Test
  void countOutliers() {
    EjectionPolicy policy =
        EjectionPolicy.defaults().withJudges(windows -> List.of(new Outlier("a", "of the test")));
    VirtualFleet fleet = new VirtualFleet(4, builder -> builder.ejection(policy));
    fleet.pass(Duration.ofSeconds(11));

    assertThat(ejections(fleet)).isEqualTo(Map.of(EjectionCause.OUTLIER, 1L));
  }

  @Test
  void countBreakersThatOpen() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet fleet = new VirtualFleet(3, builder -> builder.breakers(breakers));
    breakers.of("a").open(Duration.ofSeconds(10));
    fleet.pass(Duration.ofSeconds(5));
    breakers.of("a").open(Duration.ofSeconds(30));
    fleet.pass(Duration.ofSeconds(1));

    assertThat(ejections(fleet)).as("opened once").isEqualTo(Map.of(EjectionCause.BREAKER, 1L));
  }

  @Test
  void countWhatTheBudgetRefuses() {
    VirtualFleet fleet = new VirtualFleet(1);
    while (fleet.balancer.retryBudget().tryRetry()) {
      // Until nothing is left.
    }

    assertThat(totals(fleet).retries()).isEqualTo(10);
    assertThat(totals(fleet).refusedByBudget()).isEqualTo(1);
  }

  @Test
  void listenersHearOfTheEnd() {
    VirtualFleet fleet = new VirtualFleet(1);
    List<String> closed = new ArrayList<>();
    fleet.balancer.addListener(
        new BalancerListener() {
          @Override
          public void closed(String balancer) {
            closed.add(balancer);
          }
        });
    fleet.balancer.close();
    fleet.balancer.close();
    fleet.settle();

    assertThat(closed).containsExactly("fleet");
  }
}

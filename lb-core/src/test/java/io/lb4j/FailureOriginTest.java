package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.ConsecutiveFailures;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.stats.OutcomeCounts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Endpoints go after different numbers of failures in a row, by where these are seen. */
final class FailureOriginTest {

  private final Outcome badGateway = Outcome.ofHttpStatus(502);
  private final Outcome gatewayTimeout = Outcome.ofHttpStatus(504);
  private final Outcome serverError = Outcome.ofHttpStatus(500);

  private static VirtualFleet fleet(ConsecutiveFailures enough) {
    EjectionPolicy policy = EjectionPolicy.defaults().withConsecutiveFailures(enough);
    return new VirtualFleet(
        10, builder -> builder.ejection(policy).policy(SelectionPolicies.leastRequests()));
  }

  private static boolean isOut(VirtualFleet fleet) {
    return fleet.stateOf("a") == HealthState.EJECTED;
  }

  private static String reason(VirtualFleet fleet) {
    return fleet.look("a").verdicts().stream().map(Verdict::reason).findFirst().orElse("none");
  }

  @Test
  void fiveFailuresOfAnyMixtureEjectByDefault() {
    VirtualFleet fleet = new VirtualFleet(10);
    fleet.report("a", badGateway, 1);
    fleet.report("a", serverError, 1);
    fleet.report("a", Outcome.timeout(), 1);
    fleet.report("a", Outcome.brokenConnection(), 1);
    assertThat(isOut(fleet)).isFalse();
    fleet.report("a", Outcome.connectFailure(), 1);
    assertThat(isOut(fleet)).isTrue();
    assertThat(reason(fleet)).isEqualTo("5 failures in a row");
  }

  @Test
  void aGatewayGoesSoonerThanAServerIfItIsToldSo() {
    ConsecutiveFailures enough = ConsecutiveFailures.of(5).withGateway(3);
    VirtualFleet server = fleet(enough);
    server.report("a", serverError, 4);
    assertThat(isOut(server)).isFalse();

    VirtualFleet gateway = fleet(enough);
    gateway.report("a", badGateway, 2);
    gateway.report("a", Outcome.rejected(), 1);
    assertThat(isOut(gateway)).isFalse();
    gateway.report("a", gatewayTimeout, 1);
    assertThat(isOut(gateway)).isTrue();
    assertThat(reason(gateway)).isEqualTo("3 gateway failures in a row");
  }

  @Test
  void anotherFailedAnswerEndsTheGatewaysRunButNotThatOfAnswers() {
    VirtualFleet fleet = fleet(ConsecutiveFailures.of(5).withGateway(3));
    fleet.report("a", badGateway, 2);
    fleet.report("a", serverError, 1);
    fleet.report("a", badGateway, 1);
    assertThat(isOut(fleet)).isFalse();
    fleet.report("a", serverError, 1);
    assertThat(isOut(fleet)).isTrue();
    assertThat(reason(fleet)).isEqualTo("5 failures in a row");
  }

  @Test
  void whoMayAnswerWithFailuresIsStillFoundWhenItDoesNotAnswer() {
    VirtualFleet fleet =
        fleet(
            ConsecutiveFailures.of(5)
                .withResponses(ConsecutiveFailures.NEVER)
                .withGateway(ConsecutiveFailures.NEVER));
    fleet.report("a", serverError, 100);
    fleet.report("a", badGateway, 100);
    fleet.report("a", Outcome.timeout(), 4);
    fleet.report("a", serverError, 1);
    fleet.report("a", Outcome.brokenConnection(), 4);
    assertThat(isOut(fleet)).isFalse();
    fleet.report("a", Outcome.timeout(), 1);
    assertThat(isOut(fleet)).isTrue();
    assertThat(reason(fleet)).isEqualTo("5 failures without an answer in a row");
  }

  @Test
  void aRejectionShowsThatConnectingWorks() {
    VirtualFleet fleet =
        fleet(ConsecutiveFailures.of(9).withLocal(3).withGateway(ConsecutiveFailures.NEVER));
    fleet.report("a", Outcome.connectFailure(), 2);
    fleet.report("a", Outcome.rejected(), 1);
    fleet.report("a", Outcome.connectFailure(), 2);
    assertThat(isOut(fleet)).isFalse();
    fleet.report("a", Outcome.connectFailure(), 1);
    assertThat(reason(fleet)).isEqualTo("3 connect failures in a row");
  }

  @Test
  void theLastOneIsSuspectedOnlyUntilItAnswersWhateverTheAnswer() {
    EjectionPolicy policy =
        EjectionPolicy.defaults().withConsecutiveFailures(ConsecutiveFailures.of(9).withLocal(3));
    for (Outcome answer : new Outcome[] {Outcome.rejected(), serverError, Outcome.success()}) {
      VirtualFleet fleet = new VirtualFleet(4, builder -> builder.ejection(policy));
      for (String id : List.of("a", "c", "d", "b")) {
        fleet.report(id, Outcome.connectFailure(), 3);
      }
      assertThat(fleet.look("a").serving()).as("all serve when all refuse").isTrue();
      fleet.report("b", answer, 1);
      assertThat(fleet.look("a").serving()).as("b answered %s", answer).isFalse();
      assertThat(fleet.look("b").serving()).isTrue();
    }
  }

  @Test
  void theReportThatCompletesTheEvidenceOfAnyOriginHoldsTheEndpointBack() {
    Map<Outcome, Integer> numbers = Map.of(serverError, 4, badGateway, 2, Outcome.timeout(), 3);
    for (Map.Entry<Outcome, Integer> number : numbers.entrySet()) {
      VirtualFleet fleet = fleet(new ConsecutiveFailures(4, 2, 3));
      for (int i = 0; i < number.getValue(); i++) {
        try (Lease<String> lease = fleet.leaseOn("a")) {
          lease.report(number.getKey());
        }
      }
      for (int i = 0; i < 200; i++) {
        try (Lease<String> lease = fleet.balancer.select()) {
          assertThat(lease.endpoint().id()).isNotEqualTo("a");
          lease.report(Outcome.success());
        }
      }
      assertThat(isOut(fleet)).as("the control loop has not run yet").isFalse();
      fleet.settle();
      assertThat(isOut(fleet)).isTrue();
    }
  }

  @Test
  void countsTellWhatTheFailuresWere() {
    VirtualFleet fleet = new VirtualFleet(10);
    fleet.report("a", badGateway, 1);
    fleet.report("a", serverError, 1);
    fleet.report("a", Outcome.brokenConnection(), 1);
    fleet.report("a", gatewayTimeout, 1);
    assertThat(fleet.look("a").counts()).isEqualTo(new OutcomeCounts(0, 4, 0, 0, 0, 0, 0, 2, 1));
    assertThat(fleet.look("a").counts().total()).isEqualTo(4);
  }
}

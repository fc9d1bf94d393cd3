package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.Explanation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a request may ask of a selection, and what it hears when nobody can serve it. */
final class SelectionTest {

  private final VirtualFleet fleet =
      new VirtualFleet(
          List.of(
              Endpoint.builder("a", "a").metadata(Map.of("disk", "ssd")).build(),
              Endpoint.builder("b", "b").metadata(Map.of("disk", "hdd")).build(),
              Endpoint.builder("c", "c").maxConcurrency(2).build()),
          builder -> builder);

  private String pick(SelectionContext context) {
    try (Lease<String> lease = fleet.balancer.select(context)) {
      lease.report(Outcome.success());
      return lease.endpoint().id();
    }
  }

  private NoEndpointAvailableException refused(SelectionContext context) {
    var thrown = new ArrayList<NoEndpointAvailableException>();
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(() -> fleet.balancer.select(context))
        .satisfies(thrown::add);
    return thrown.get(0);
  }

  private Endpoint<?> endpoint(String id) {
    return fleet.look(id).endpoint();
  }

  @Test
  void avoidedEndpointsAreNotPicked() {
    SelectionContext context = SelectionContext.none().avoiding(endpoint("a"), endpoint("b"));
    for (int i = 0; i < 50; i++) {
      assertThat(pick(context)).isEqualTo("c");
    }
  }

  @Test
  void avoidingAllSaysSo() {
    NoEndpointAvailableException e =
        refused(SelectionContext.none().avoiding(endpoint("a"), endpoint("b"), endpoint("c")));
    assertThat(e.reason()).isEqualTo(Reason.ALL_AVOIDED);
    assertThat(e.counts()).isEqualTo(Map.of(Reason.ALL_AVOIDED, 3));
    assertThat(e.getStackTrace()).isEmpty();
    assertThat(e).hasMessageContaining("fleet").hasMessageContaining("tried already");
  }

  @Test
  void requiredMetadataIsMatched() {
    for (int i = 0; i < 50; i++) {
      assertThat(pick(SelectionContext.none().requiring("disk", "ssd"))).isEqualTo("a");
    }
    NoEndpointAvailableException e = refused(SelectionContext.none().requiring("disk", "tape"));
    assertThat(e.reason()).isEqualTo(Reason.NO_MATCH);
    assertThat(e).hasMessageContaining("with the required metadata {disk=tape} (NO_MATCH");
  }

  @Test
  void thePreferredEndpointIsTakenIfItServes() {
    for (int i = 0; i < 50; i++) {
      assertThat(pick(SelectionContext.none().preferring("b"))).isEqualTo("b");
    }
    fleet.balancer.disable("b");
    assertThat(pick(SelectionContext.none().preferring("b"))).isIn("a", "c");
    assertThat(pick(SelectionContext.none().preferring("nobody"))).isIn("a", "c");
  }

  @Test
  void avoidanceOverrulesPreference() {
    assertThat(pick(SelectionContext.none().preferring("b").avoiding(endpoint("b"))))
        .isIn("a", "c");
  }

  @Test
  void theConcurrencyLimitHolds() {
    fleet.balancer.disable("a");
    fleet.balancer.disable("b");
    Lease<String> first = fleet.balancer.select();
    Lease<String> second = fleet.balancer.select();
    NoEndpointAvailableException e = refused(SelectionContext.none());
    assertThat(e.reason()).isEqualTo(Reason.SATURATED);
    assertThat(e.counts()).isEqualTo(Map.of(Reason.SATURATED, 1, Reason.ALL_UNHEALTHY, 2));
    first.report(Outcome.success());
    first.close();
    assertThat(pick(SelectionContext.none())).isEqualTo("c");
    second.report(Outcome.success());
    second.close();
    assertThat(fleet.balancer.snapshot().noEndpointFailures()).isEqualTo(1);
  }

  @Test
  void explainTellsWhoCouldServeAndWhyTheOthersCannot() {
    fleet.balancer.disable("b");
    fleet.report("a", Outcome.connectFailure(), 5);
    Explanation explanation = fleet.balancer.explain(SelectionContext.none());
    assertThat(explanation.candidates())
        .extracting(Explanation.Candidate::id, Explanation.Candidate::eligible)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", false),
            org.assertj.core.groups.Tuple.tuple("b", false),
            org.assertj.core.groups.Tuple.tuple("c", true));
    assertThat(explanation.toString())
        .contains("fleet by peak_ewma: 1 of 2 available endpoints can serve")
        .contains("5 connect failures in a row, until 2026-01-01T00:00")
        .contains("disabled");
  }

  @Test
  void explainChangesNothing() {
    for (int i = 0; i < 100; i++) {
      fleet.balancer.explain(SelectionContext.forKey("key"));
    }
    assertThat(fleet.balancer.snapshot().endpoints())
        .allMatch(endpoint -> endpoint.selections() == 0 && endpoint.inFlight() == 0);
  }

  @Test
  void explainKnowsAvoidanceLimitsAndPreference() {
    fleet.balancer.disable("a");
    Lease<String> one = fleet.leaseOn("c");
    Lease<String> two = fleet.leaseOn("c");
    String text =
        fleet
            .balancer
            .explain(SelectionContext.none().avoiding(endpoint("b")).requiring("disk", "hdd"))
            .toString();
    assertThat(text).contains("lacks the required metadata").contains("avoided by the context");
    assertThat(fleet.balancer.explain(SelectionContext.none().preferring("b")).toString())
        .contains("preferred by the context")
        .contains("at its limit of 2 in flight");
    for (Lease<String> lease : List.of(one, two)) {
      lease.report(Outcome.success());
      lease.close();
    }
  }

  @Test
  void weightsShapeTheTrafficOfTheDefaultPolicy() {
    VirtualFleet weighted =
        new VirtualFleet(
            List.of(
                Endpoint.builder("a", "a").weight(1).build(),
                Endpoint.builder("b", "b").weight(3).build(),
                Endpoint.builder("c", "c").weight(1).build(),
                Endpoint.builder("d", "d").weight(3).build()),
            builder -> builder.policy(io.lb4j.select.SelectionPolicies.powerOfTwoChoices()));
    Map<String, Integer> shares =
        weighted.traffic(8000, Duration.ofNanos(1000), id -> Outcome.success());
    assertThat(shares.get("b") + shares.get("d")).isBetween(5700, 6300);
  }

  @Test
  void aClosedBalancerSaysSo() {
    fleet.settle();
    fleet.balancer.close();
    fleet.balancer.close();
    assertThat(refused(SelectionContext.none()).reason()).isEqualTo(Reason.CLOSED);
    assertThatExceptionOfType(BalancerClosedException.class)
        .isThrownBy(() -> fleet.balancer.update(VirtualFleet.endpoints(1)))
        .withMessageContaining("fleet");
    assertThatExceptionOfType(BalancerClosedException.class)
        .isThrownBy(() -> fleet.balancer.disable("a"));
    assertThat(fleet.balancer.snapshot().closed()).isTrue();
    fleet.settle();
    assertThat(fleet.scheduler.pending()).as("no tick goes on").isZero();
  }
}

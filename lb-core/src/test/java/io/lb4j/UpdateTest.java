package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a new set of endpoints changes, and what it does not. */
final class UpdateTest {

  private final VirtualFleet fleet =
      new VirtualFleet(3, builder -> builder.policy(SelectionPolicies.roundRobin()));

  private void update(String... ids) {
    fleet.balancer.update(List.of(ids).stream().map(VirtualFleet::named).toList());
  }

  @Test
  void aBalancerMayStartEmptyAndFillLater() {
    VirtualFleet empty = new VirtualFleet(0);
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(empty.balancer::select)
        .matches(e -> e.reason() == Reason.EMPTY)
        .withMessageContaining("fleet")
        .withMessageContaining("update()");
    empty.balancer.update(VirtualFleet.endpoints(2));
    assertThat(empty.traffic(10, Duration.ofMillis(1), id -> Outcome.success()))
        .containsKeys("a", "b");
    assertThat(empty.look("a").slowStartShare())
        .as("nobody else could take its traffic")
        .isEqualTo(1);
  }

  @Test
  void whatWasLearnedSurvives() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.success(), 7);
    fleet.balancer.update(
        List.of(Endpoint.of("a", "moved"), Endpoint.builder("b", "target of b").weight(3).build()));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    assertThat(fleet.look("b").counts().successes()).isEqualTo(7);
    assertThat(fleet.look("b").endpoint().weight()).isEqualTo(3);
  }

  @Test
  void anEmptyUpdateKeepsTheLastSet() {
    fleet.balancer.update(List.of());
    assertThat(fleet.balancer.snapshot().endpoints()).hasSize(3);
    assertThat(fleet.balancer.snapshot().emptyUpdatesIgnored()).isEqualTo(1);
  }

  @Test
  void clearIsExplicit() {
    fleet.balancer.clear();
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(fleet.balancer::select)
        .matches(e -> e.reason() == Reason.EMPTY);
  }

  @Test
  void anEndpointThatReturnsSoonIsTheOneItWas() {
    fleet.report("a", Outcome.failure(), 5);
    update("b", "c");
    fleet.pass(Duration.ofSeconds(5));
    update("a", "b", "c");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    fleet.pass(Duration.ofSeconds(26));
    fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).as("its probe came as planned").isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void anEndpointThatReturnsLateIsNew() {
    fleet.report("a", Outcome.failure(), 5);
    update("b", "c");
    fleet.pass(Duration.ofSeconds(61));
    update("a", "b", "c");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.STARTING);
    assertThat(fleet.look("a").selections()).isZero();
  }

  @Test
  void aNewEndpointStartsSlowlyButAtOnce() {
    update("a", "b", "c", "d");
    assertThat(fleet.look("d").slowStartShare()).isEqualTo(0.1);
    int early =
        fleet.traffic(400, Duration.ofMillis(1), id -> Outcome.success()).getOrDefault("d", 0);
    assertThat(early).isBetween(5, 25);
    fleet.pass(Duration.ofSeconds(15));
    int halfway = fleet.traffic(400, Duration.ofMillis(1), id -> Outcome.success()).get("d");
    assertThat(halfway).isBetween(40, 70);
    fleet.pass(Duration.ofSeconds(15));
    int late = fleet.traffic(400, Duration.ofMillis(1), id -> Outcome.success()).get("d");
    assertThat(late).isBetween(95, 105);
  }

  @Test
  void theFirstRequestOfANewEndpointComesWithinARound() {
    update("a", "b", "c", "d");
    assertThat(fleet.traffic(4, Duration.ofMillis(1), id -> Outcome.success())).containsKey("d");
  }

  @Test
  void anEndpointThatLeftFinishesItsLeases() {
    Lease<String> open = fleet.leaseOn("a");
    update("b", "c");
    open.report(Outcome.success());
    open.close();
    update("a", "b", "c");
    assertThat(fleet.look("a").inFlight()).isZero();
    assertThat(fleet.look("a").counts().successes()).isEqualTo(1);
  }

  @Test
  void theListenerHearsWhoCameAndWent() {
    update("b", "c", "x");
    fleet.settle();
    assertThat(fleet.membershipChanges)
        .last()
        .satisfies(
            change -> {
              assertThat(change.added()).containsExactly("x");
              assertThat(change.removed()).containsExactly("a");
              assertThat(change.size()).isEqualTo(3);
            });
  }

  @Test
  void weightZeroTakesAnEndpointOutUnlessAllHaveIt() {
    fleet.balancer.update(
        List.of(Endpoint.builder("a", "a").weight(0).build(), Endpoint.builder("b", "b").build()));
    assertThat(fleet.traffic(50, Duration.ofMillis(1), id -> Outcome.success()))
        .containsOnlyKeys("b");
    fleet.balancer.update(
        List.of(
            Endpoint.builder("a", "a").weight(0).build(),
            Endpoint.builder("b", "b").weight(0).build()));
    assertThat(fleet.traffic(50, Duration.ofMillis(1), id -> Outcome.success()))
        .containsOnlyKeys("a", "b");
  }

  @Test
  void whoHadNoWeightBeginsSlowlyWhenItGetsSome() {
    fleet.balancer.update(List.of(weighing("a", 0), weighing("b", 2), weighing("c", 1)));
    fleet.balancer.update(List.of(weighing("a", 1), weighing("b", 1), weighing("c", 1)));
    assertThat(fleet.look("a").slowStartShare()).isEqualTo(0.1);
    assertThat(fleet.look("b").slowStartShare()).as("it had some all the time").isEqualTo(1);
  }

  private static Endpoint<String> weighing(String id, double weight) {
    return Endpoint.builder(id, "target of " + id).weight(weight).build();
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.DrainResult.Status;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What operators do to endpoints. */
final class DrainTest {

  private final VirtualFleet fleet = new VirtualFleet(3);

  private CompletableFuture<DrainResult> drain(String id) {
    return fleet.balancer.drain(id, Duration.ofSeconds(10)).toCompletableFuture();
  }

  @Test
  void aDrainingEndpointGetsNoNewLeasesAndFinishesTheOldOnes() {
    Lease<String> open = fleet.leaseOn("a");
    CompletableFuture<DrainResult> drained = drain("a");
    assertThat(fleet.traffic(300, Duration.ofMillis(1), id -> Outcome.success()))
        .containsOnlyKeys("b", "c");
    assertThat(drained).isNotDone();
    open.report(Outcome.success());
    open.close();
    fleet.pass(Duration.ofMillis(200));
    assertThat(drained).isCompletedWithValue(new DrainResult("a", Status.DRAINED, 0));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DRAINING);
  }

  @Test
  void aDrainEndsWhenItsLimitPasses() {
    Lease<String> open = fleet.leaseOn("a");
    CompletableFuture<DrainResult> drained = drain("a");
    fleet.pass(Duration.ofMillis(9_900));
    assertThat(drained).isNotDone();
    fleet.pass(Duration.ofMillis(200));
    assertThat(drained).isCompletedWithValue(new DrainResult("a", Status.LIMIT_PASSED, 1));
    open.report(Outcome.success());
    open.close();
  }

  @Test
  void anIdleEndpointIsDrainedAfterTwoTicksSoThatLateSelectionsShow() {
    CompletableFuture<DrainResult> drained = drain("a");
    assertThat(drained).isNotDone();
    fleet.pass(Duration.ofMillis(200));
    assertThat(drained).isDone();
  }

  @Test
  void enablingSupersedesADrain() {
    Lease<String> open = fleet.leaseOn("a");
    CompletableFuture<DrainResult> drained = drain("a");
    fleet.balancer.enable("a");
    fleet.settle();
    assertThat(drained.join().status()).isEqualTo(Status.SUPERSEDED);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    open.report(Outcome.success());
    open.close();
  }

  @Test
  void closingTheBalancerEndsADrain() {
    Lease<String> open = fleet.leaseOn("a");
    CompletableFuture<DrainResult> drained = drain("a");
    fleet.balancer.close();
    fleet.settle();
    assertThat(drained.join()).isEqualTo(new DrainResult("a", Status.CLOSED, 1));
    open.report(Outcome.success());
    open.close();
  }

  @Test
  void anEndpointThatLeavesTheSetWhileItDrainsIsDrainedAllTheSame() {
    Lease<String> open = fleet.leaseOn("a");
    CompletableFuture<DrainResult> drained = drain("a");
    fleet.balancer.update(List.of(VirtualFleet.named("b")));
    open.report(Outcome.success());
    open.close();
    fleet.pass(Duration.ofMillis(200));
    assertThat(drained.join().status()).isEqualTo(Status.DRAINED);
  }

  @Test
  void disableAndEnableTakeEffectAtOnce() {
    fleet.balancer.disable("a");
    fleet.balancer.disable("a");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DISABLED);
    assertThat(fleet.traffic(200, Duration.ofMillis(1), id -> Outcome.success()))
        .containsOnlyKeys("b", "c");
    fleet.balancer.enable("a");
    assertThat(fleet.traffic(200, Duration.ofMillis(1), id -> Outcome.success())).containsKey("a");
  }

  @Test
  void theVerdictsOnOneEndpointAreThoseOfTheSnapshot() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.balancer.disable("a");
    assertThat(fleet.balancer.verdicts("a")).hasSize(2).isEqualTo(fleet.look("a").verdicts());
    assertThat(fleet.balancer.verdicts("nobody")).isEmpty();
  }

  @Test
  void theOperatorsVerdictOutlivesUpdatesAndEjections() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.balancer.disable("a");
    assertThat(fleet.look("a").verdicts()).hasSize(2);
    fleet.balancer.update(VirtualFleet.endpoints(3));
    fleet.pass(Duration.ofMinutes(1));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.DISABLED);
    fleet.balancer.enable("a");
    assertThat(fleet.stateOf("a"))
        .as("the ejection is not the operator's to lift")
        .isEqualTo(HealthState.EJECTED);
  }

  @Test
  void anUnknownIdIsAnErrorThatNamesTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet.balancer.disable("x\n"))
        .withMessage("balancer fleet has no endpoint \"x\\u000a\"; it has [a, b, c]");
    assertThatIllegalArgumentException().isThrownBy(() -> fleet.balancer.enable("x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet.balancer.drain("x", Duration.ofSeconds(1)));
  }

  @Test
  void aLimitThatIsNotPositiveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet.balancer.drain("a", Duration.ZERO))
        .withMessageContaining("limit is 0s");
  }
}

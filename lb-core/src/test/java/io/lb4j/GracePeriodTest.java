package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a new endpoint counts as starting. */
final class GracePeriodTest {

  private final VirtualFleet fleet =
      new VirtualFleet(2, builder -> builder.grace(new GracePeriod(3, Duration.ofSeconds(20))));

  private void join(String id) {
    List<io.lb4j.endpoint.Endpoint<String>> more = new ArrayList<>(VirtualFleet.endpoints(2));
    more.add(VirtualFleet.named(id));
    fleet.balancer.update(more);
  }

  @Test
  void theFirstSetHasNone() {
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void itEndsWithEnoughSuccesses() {
    join("c");
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.STARTING);
    fleet.report("c", Outcome.success(), 2);
    fleet.pass(Duration.ofMillis(200));
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.STARTING);
    fleet.report("c", Outcome.success(), 1);
    fleet.pass(Duration.ofMillis(200));
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.stateChanges).extracting(StateChange::reason).contains("3 successes");
  }

  @Test
  void itEndsWithTime() {
    join("c");
    fleet.pass(Duration.ofSeconds(19));
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.STARTING);
    fleet.pass(Duration.ofSeconds(2));
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whoStartsTakesTrafficBySlowStartAndMayBeEjected() {
    join("c");
    assertThat(fleet.look("c").serving()).isTrue();
    assertThat(fleet.look("c").slowStartShare()).isEqualTo(0.1);
    fleet.report("c", Outcome.failure(), 5);
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void theTimeGoesOnWhileItIsAbsent() {
    join("c");
    fleet.pass(Duration.ofSeconds(5));
    fleet.balancer.update(VirtualFleet.endpoints(2));
    fleet.pass(Duration.ofSeconds(10));
    join("c");
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.STARTING);
    fleet.pass(Duration.ofSeconds(6));
    assertThat(fleet.stateOf("c")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void withoutGraceEndpointsJoinHealthy() {
    VirtualFleet none = new VirtualFleet(1, builder -> builder.grace(GracePeriod.off()));
    none.balancer.update(VirtualFleet.endpoints(2));
    assertThat(none.stateOf("b")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void valuesThatCannotWorkAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GracePeriod(0, Duration.ofSeconds(1)))
        .withMessageContaining("successes is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GracePeriod(1, Duration.ofSeconds(-1)))
        .withMessageContaining("-1s");
  }
}

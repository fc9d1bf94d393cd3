package io.lb4j;

import static io.lb4j.health.Witness.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import io.lb4j.select.SelectionPolicies;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run of failures is held against one endpoint only if the others do better. */
final class CommonCauseTest {

  private static final Duration MILLI = Duration.ofMillis(1);

  private static VirtualFleet fleet(int size) {
    return new VirtualFleet(size, builder -> builder.policy(SelectionPolicies.roundRobin()));
  }

  private static long ejected(VirtualFleet fleet) {
    return fleet.balancer.snapshot().endpoints().stream()
        .filter(endpoint -> endpoint.state() == HealthState.EJECTED)
        .count();
  }

  @Test
  void whenAllFailNobodyIsEjected() {
    for (int size : new int[] {2, 10, 100}) {
      VirtualFleet fleet = fleet(size);
      fleet.traffic(50 * size, MILLI, id -> Outcome.failure());
      assertThat(ejected(fleet)).as("of %d", size).isZero();
    }
  }

  @Test
  void whenAllRefuseConnectionsAllButTheLastAre() {
    VirtualFleet fleet = fleet(10);
    fleet.traffic(500, MILLI, id -> Outcome.connectFailure());
    assertThat(ejected(fleet)).isEqualTo(9);
  }

  @Test
  void whileHalfOfTheOthersFailTenInARowAreNeeded() {
    VirtualFleet fleet = fleet(11);
    for (String other : new String[] {"b", "c", "d", "e", "f"}) {
      fleet.report(other, Outcome.failure(), 1);
    }
    fleet.report("a", Outcome.failure(), 9);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.failure(), 1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @ParameterizedTest
  @CsvSource({"64,true", "65,false"})
  void inSmallSetsTheOthersAreLookedAtForEachRunInLargeOnesOncePerTick(int size, boolean anew) {
    VirtualFleet fleet = fleet(size);
    fleet.report("a", Outcome.failure(), 5);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    for (int i = 3; i < size; i++) {
      fleet.report(VirtualFleet.id(i), Outcome.failure(), 1);
    }
    fleet.report("b", Outcome.failure(), 5);
    assertThat(fleet.stateOf("b"))
        .as("before the next tick")
        .isEqualTo(anew ? HealthState.HEALTHY : HealthState.EJECTED);
    fleet.pass(Duration.ofMillis(100));
    fleet.report("c", Outcome.failure(), 5);
    assertThat(fleet.stateOf("c")).as("after it").isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void whenTheOthersRecoverTheOneThatDoesNotGoes() {
    VirtualFleet fleet = fleet(10);
    fleet.traffic(200, MILLI, id -> Outcome.failure());
    fleet.traffic(100, MILLI, id -> id.equals("a") ? Outcome.failure() : Outcome.success());
    assertThat(ejected(fleet)).isEqualTo(1);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void aStandbyThatFailedLongAgoDoesNotShieldTheOneThatFailsNow() {
    VirtualFleet fleet =
        new VirtualFleet(2, builder -> builder.policy(SelectionPolicies.firstAvailable()));
    fleet.report("b", Outcome.failure(), 1);
    fleet.pass(Duration.ofSeconds(11));
    Map<String, Integer> shares =
        fleet.traffic(100, MILLI, id -> id.equals("a") ? Outcome.failure() : Outcome.success());
    assertThat(shares.get("a")).isEqualTo(5);
  }

  @Test
  void oneOfTwoOrThreeThatAloneFailsGoesAfterFiveFailures() {
    for (int size : new int[] {2, 3}) {
      VirtualFleet fleet = fleet(size);
      Map<String, Integer> shares =
          fleet.traffic(200, MILLI, id -> id.equals("a") ? Outcome.failure() : Outcome.success());
      assertThat(shares.get("a")).as("of %d", size).isEqualTo(5);
    }
  }

  @Test
  void whoServesOnlySinceTheOthersAreTooFewIsComparedWithAllOfThem() {
    EjectionPolicy withoutLimit = EjectionPolicy.defaults().withMaxEjectedShare(1);
    VirtualFleet fleet = new VirtualFleet(3, builder -> builder.ejection(withoutLimit));
    for (String leaving : new String[] {"a", "c"}) {
      fleet.report(leaving, Outcome.success().withServerState(ServerState.DRAINING), 1);
    }
    fleet.report("b", Outcome.failure(), 1);
    fleet.report("a", Outcome.failure(), 5);
    assertThat(fleet.look("a").verdicts()).extracting(Verdict::witness).containsExactly(SERVER);
  }
}

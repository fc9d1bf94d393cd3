package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.Outlier;
import io.lb4j.request.Outcome;
import io.lb4j.snapshot.HistoryEntry;
import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators read of an endpoint's past, and what listeners hear of it. */
final class HistoryTest {

  private final VirtualFleet fleet = new VirtualFleet(4);

  /** The entries as they read, without the date. */
  private static List<String> history(VirtualFleet fleet, String id) {
    return fleet.look(id).history().stream()
        .map(HistoryEntry::toString)
        .map(text -> text.substring("2026-01-01T".length()))
        .toList();
  }

  private List<String> heard(String id) {
    return fleet.stateChanges.stream()
        .filter(change -> change.endpointId().equals(id))
        .map(change -> change.from() + " -> " + change.to() + ": " + change.reason())
        .toList();
  }

  @Test
  void anEndpointWithoutIncidentsHasNone() {
    fleet.traffic(100, Duration.ofMillis(1), id -> Outcome.success());

    assertThat(fleet.look("a").history()).isEmpty();
    assertThat(fleet.stateChanges).isEmpty();
  }

  @Test
  void anEjectionReadsAsWhenForHowLongAndWhy() {
    fleet.pass(Duration.ofSeconds(3));
    fleet.report("a", Outcome.connectFailure(), 5);

    assertThat(history(fleet, "a").get(0))
        .matches(
            "00:00:03Z PASSIVE HEALTHY -> EJECTED: 5 connect failures in a row; out for [\\d.]+s");
    assertThat(heard("a").get(0))
        .matches("HEALTHY -> EJECTED: 5 connect failures in a row; out for [\\d.]+s");
  }

  @Test
  void anEjectionEndsWithItsProbe() {
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(40));
    fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());

    assertThat(history(fleet, "a").get(1))
        .startsWith("00:00:40")
        .endsWith("PASSIVE EJECTED -> HEALTHY: probe succeeded");
    assertThat(heard("a").get(1)).isEqualTo("EJECTED -> HEALTHY: probe succeeded");
  }

  @Test
  void orders() {
    fleet.balancer.drain("a", Duration.ofSeconds(1), "disk is being replaced");
    fleet.balancer.disable("a", "disk is gone");
    fleet.balancer.enable("a");
    fleet.settle();

    assertThat(history(fleet, "a"))
        .containsExactly(
            "00:00:00Z OPERATOR HEALTHY -> DRAINING: disk is being replaced",
            "00:00:00Z OPERATOR DRAINING -> DISABLED: disk is gone",
            "00:00:00Z OPERATOR DISABLED -> HEALTHY: enabled by operator");
    assertThat(heard("a"))
        .containsExactly(
            "HEALTHY -> DRAINING: disk is being replaced",
            "DRAINING -> DISABLED: disk is gone",
            "DISABLED -> HEALTHY: enabled by operator");
  }

  @Test
  void discovery() {
    List<Endpoint<String>> set = new ArrayList<>(VirtualFleet.endpoints(4));
    set.set(0, Endpoint.builder("a", "target of a").readiness(Readiness.UNREADY).build());
    fleet.balancer.update(set);
    fleet.balancer.update(VirtualFleet.endpoints(4));
    fleet.settle();

    assertThat(history(fleet, "a"))
        .containsExactly(
            "00:00:00Z DISCOVERY HEALTHY -> UNHEALTHY: unready, says discovery",
            "00:00:00Z DISCOVERY UNHEALTHY -> HEALTHY: ready, says discovery");
    assertThat(heard("a")).hasSize(2);
  }

  @Test
  void aGracePeriod() {
    fleet.balancer.update(VirtualFleet.endpoints(5));
    fleet.pass(Duration.ofSeconds(61));

    assertThat(history(fleet, "e").get(0)).isEqualTo("00:00:00Z GRACE HEALTHY -> STARTING: joined");
    assertThat(history(fleet, "e").get(1))
        .endsWith("GRACE STARTING -> HEALTHY: grace period is over");
    assertThat(heard("e")).hasSize(2);
  }

  @Test
  void aChangeThatAnotherVerdictHidesIsRememberedButNoNews() {
    fleet.balancer.disable("a");
    Lease<String> open = fleet.leaseOn("b");
    List<Endpoint<String>> set = new ArrayList<>(VirtualFleet.endpoints(4));
    set.set(0, Endpoint.builder("a", "target of a").readiness(Readiness.DEGRADED).build());
    fleet.balancer.update(set);
    fleet.settle();

    assertThat(history(fleet, "a").get(1))
        .isEqualTo("00:00:00Z DISCOVERY DISABLED: degraded, says discovery");
    assertThat(heard("a")).hasSize(1);
    open.close();
  }

  @Test
  void theLastSixteenAreKept() {
    for (int i = 0; i < 100; i++) {
      fleet.balancer.disable("a", "reason " + i);
      fleet.balancer.enable("a");
    }

    assertThat(fleet.look("a").history()).hasSize(16);
    assertThat(history(fleet, "a").get(14)).endsWith("reason 99");
  }

  @Test
  void itOutlivesAShortAbsence() {
    fleet.balancer.disable("a", "disk is being replaced");
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    fleet.balancer.update(VirtualFleet.endpoints(4));

    assertThat(history(fleet, "a")).anyMatch(text -> text.endsWith("disk is being replaced"));
  }

  @Test
  void aPictureDoesNotChangeAfterwards() {
    List<HistoryEntry> before = fleet.look("a").history();
    fleet.balancer.disable("a");

    assertThat(before).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"done\n2026-01-01 a HEALTHY", "\u001b[31mred", "\u202eback", " "})
  void anOperatorsReasonCannotForgeALine(String reason) {
    assertThatIllegalArgumentException().isThrownBy(() -> fleet.balancer.disable("a", reason));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet.balancer.drain("a", Duration.ofSeconds(1), reason));

    assertThat(fleet.look("a").history()).isEmpty();
  }

  @Test
  void aJudgesReasonIsEscaped() {
    VirtualFleet judged =
        new VirtualFleet(
            4,
            builder ->
                builder.ejection(
                    EjectionPolicy.off()
                        .withJudges(windows -> List.of(new Outlier("a", "bad\nHEALTHY: no")))));
    judged.pass(Duration.ofSeconds(11));

    assertThat(history(judged, "a").get(0)).contains("bad\\u000aHEALTHY: no");
    assertThat(judged.stateChanges)
        .extracting(StateChange::reason)
        .noneMatch(r -> r.contains("\n"));
  }
}

package io.lb4j.simulator.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.HealthState;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingsTest {

  private final Ejections ejections = new Ejections("bad"::equals);
  private final Standings standings = new Standings(ejections, Duration.ofSeconds(60));

  @Test
  void countsTheClientsThatKnowAServer() {
    membership("one", List.of("a", "b"), List.of());
    membership("two", List.of("a"), List.of());
    membership("one", List.of(), List.of("b"));

    assertThat(standings.knownBy("a")).isEqualTo(2);
    assertThat(standings.knownBy("b")).isZero();
    assertThat(standings.knownBy("nobody")).isZero();
  }

  @Test
  void followsAServerFromStateToState() {
    state("one", "a", HealthState.EJECTED);
    state("two", "a", HealthState.EJECTED);
    state("one", "a", HealthState.DISABLED);

    assertThat(standings.heldBy("a", HealthState.EJECTED)).isEqualTo(1);
    assertThat(standings.heldBy("a", HealthState.DISABLED)).isEqualTo(1);
    assertThat(standings.ejectedNow()).isEqualTo(1);

    state("one", "a", HealthState.HEALTHY);
    state("two", "a", HealthState.HEALTHY);

    assertThat(standings.heldBy("a", HealthState.DISABLED)).isZero();
    assertThat(standings.ejectedNow()).isZero();
  }

  @Test
  void forgetsAnEjectionWhenTheServerGoes() {
    membership("one", List.of("a"), List.of());
    state("one", "a", HealthState.EJECTED);
    membership("one", List.of(), List.of("a"));

    assertThat(standings.heldBy("a", HealthState.EJECTED)).isZero();
    assertThat(standings.ejectedNow()).isZero();
  }

  @Test
  void anEjectionGoesOnWhenTheServerComesBackSoon() {
    state("one", "a", HealthState.EJECTED);
    membership("one", List.of(), List.of("a"));
    membershipAt(59, "one", List.of("a"), List.of());
    assertThat(standings.heldBy("a", HealthState.EJECTED)).isEqualTo(1);
    assertThat(ejections.wrong()).isEqualTo(1);
    state("one", "a", HealthState.HEALTHY);
    assertThat(standings.ejectedNow()).isZero();
  }

  @Test
  void anEjectionIsForgottenWhenTheServerWasAwayForLong() {
    state("one", "a", HealthState.EJECTED);
    membership("one", List.of(), List.of("a"));
    membershipAt(60, "one", List.of("a"), List.of());
    assertThat(standings.heldBy("a", HealthState.EJECTED)).isZero();
  }

  @Test
  void anEjectionIsRightIfTheServerIsBad() {
    state("one", "bad", HealthState.EJECTED);
    state("one", "good", HealthState.EJECTED);
    state("two", "good", HealthState.EJECTED);

    assertThat(ejections.right()).isEqualTo(1);
    assertThat(ejections.wrong()).isEqualTo(2);
  }

  @Test
  void anEjectionThatShowsAgainIsNoNewOne() {
    state("one", "bad", HealthState.EJECTED);
    state("one", "bad", HealthState.UNHEALTHY);
    state("one", "bad", HealthState.EJECTED);

    assertThat(ejections.right()).isEqualTo(1);
    assertThat(standings.heldBy("bad", HealthState.EJECTED)).isEqualTo(1);
    assertThat(standings.heldBy("bad", HealthState.UNHEALTHY)).isZero();
  }

  private void membership(String client, List<String> added, List<String> removed) {
    membershipAt(0, client, added, removed);
  }

  private void membershipAt(int second, String client, List<String> added, List<String> removed) {
    Instant at = Instant.EPOCH.plusSeconds(second);
    standings.membershipChanged(new MembershipChange(client, added, removed, added.size(), at));
  }

  private void state(String client, String server, HealthState state) {
    standings.stateChanged(
        new StateChange(client, server, HealthState.HEALTHY, state, "", Instant.EPOCH));
  }
}

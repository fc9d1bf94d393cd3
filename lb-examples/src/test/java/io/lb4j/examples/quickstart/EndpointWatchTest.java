package io.lb4j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.BalancerTotals;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.stats.OutcomeCounts;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One endpoint; each line says what the next snapshot shows of it. */
class EndpointWatchTest {

  private static final Instant START = Instant.EPOCH;
  private static final long EJECTED_UNTIL = 100;

  private long now;
  private long selections = 1000;
  private long probes;
  private long ejections;
  private long successes = 995;
  private HealthState state = HealthState.HEALTHY;
  private boolean callsAreOver = true;

  private final EndpointWatch watch = new EndpointWatch(this::snapshot, nanos -> callsAreOver);

  @BeforeEach
  void seenHealthyOnce() {
    look();
  }

  @Test
  void trafficWhileHealthyIsNotStray() {
    selections += 500;
    look();

    assertThat(watch.strayCalls()).isZero();
    assertThat(watch.watchedEjections()).isZero();
  }

  @Test
  void trafficToAnEjectedEndpointIsStray() {
    eject();
    look();
    selections += 3;
    look();

    assertThat(watch.strayCalls()).isEqualTo(3);
    assertThat(watch.watchedEjections()).isEqualTo(1);
  }

  @Test
  void strayCallsAreCountedOnce() {
    eject();
    look();
    selections++;
    look();
    look();
    selections++;
    look();

    assertThat(watch.strayCalls()).isEqualTo(2);
  }

  @Test
  void callsThatBeganBeforeTheEjectionAreNotStray() {
    callsAreOver = false;
    eject();
    selections += 3;
    look();
    callsAreOver = true;
    look();
    look();

    assertThat(watch.strayCalls()).isZero();
    assertThat(watch.watchedEjections()).isEqualTo(1);
  }

  @Test
  void aProbeIsNotStray() {
    eject();
    look();
    now = EJECTED_UNTIL;
    probes++;
    look();
    selections++;
    look();

    assertThat(watch.strayCalls()).isZero();
  }

  @Test
  void aFailedProbeDoesNotEndTheWatch() {
    eject();
    look();
    probes++;
    selections++;
    ejections++;
    look();
    selections++;
    look();

    assertThat(watch.strayCalls()).isEqualTo(1);
    assertThat(watch.watchedEjections()).isEqualTo(1);
  }

  @Test
  void anEndpointThatWasBackUnseenIsWatchedAnew() {
    eject();
    look();
    probes++;
    selections += 50;
    successes += 45;
    ejections++;
    look();
    look();

    assertThat(watch.strayCalls()).isZero();
    assertThat(watch.watchedEjections()).isEqualTo(2);
  }

  @Test
  void noCountStartsWhenAProbeMayBeUnderWay() {
    eject();
    now = EJECTED_UNTIL;
    look();
    selections++;
    look();

    assertThat(watch.strayCalls()).isZero();
    assertThat(watch.watchedEjections()).isZero();
  }

  private void eject() {
    state = HealthState.EJECTED;
    ejections++;
    look();
  }

  private void look() {
    watch.look();
  }

  private BalancerSnapshot snapshot() {
    boolean ejected = state == HealthState.EJECTED;
    Verdict verdict =
        new Verdict(
            Witness.PASSIVE,
            HealthState.EJECTED,
            Evidence.STATISTICAL,
            "5 failures",
            START,
            START.plusMillis(EJECTED_UNTIL));
    EndpointSnapshot endpoint =
        new EndpointSnapshot(
            Endpoint.of(URI.create("http://127.0.0.1:9001")),
            state,
            !ejected,
            ejected ? List.of(verdict) : List.of(),
            List.of(),
            0,
            Endpoint.UNLIMITED,
            selections,
            1,
            1,
            1,
            probes,
            ejections,
            new OutcomeCounts(successes, 5, 0, 0, 0, 0, 0),
            0,
            1,
            null);
    return new BalancerSnapshot(
        "orders",
        "any",
        START.plusMillis(now),
        List.of(endpoint),
        false,
        List.of(),
        false,
        List.of(),
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        null,
        List.of(),
        1,
        null,
        BalancerTotals.NONE);
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.request.Outcome;
import io.lb4j.snapshot.CapacityChange;
import io.lb4j.zone.CapacityAdvice;
import io.lb4j.zone.CapacityPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each endpoint is to serve two requests at once, without headroom unless said otherwise. */
final class CapacityTest {

  private static final CapacityPolicy TWO_AT_ONCE = CapacityPolicy.ofConcurrency(2).withHeadroom(1);

  private final List<CapacityChange> changes = new ArrayList<>();

  private VirtualFleet fleet(int size, CapacityPolicy policy) {
    VirtualFleet fleet = new VirtualFleet(size, builder -> builder.capacity(policy));
    fleet.balancer.addListener(
        new BalancerListener() {
          @Override
          public void capacityChanged(CapacityChange change) {
            changes.add(change);
          }
        });
    return fleet;
  }

  /** So many requests in flight at any time, each for 100 ms. */
  private static void keepInFlight(VirtualFleet fleet, int requests, Duration time) {
    long rounds = time.toMillis() / 100;
    for (int round = 0; round < rounds; round++) {
      List<Lease<String>> open = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        open.add(fleet.balancer.select());
      }
      fleet.pass(Duration.ofMillis(100));
      for (Lease<String> lease : open) {
        lease.report(Outcome.success());
        lease.close();
      }
    }
  }

  private static CapacityAdvice advice(VirtualFleet fleet) {
    return Objects.requireNonNull(fleet.balancer.snapshot().capacity());
  }

  @Test
  void requiredIsRateTimesLatencyByConcurrency() {
    VirtualFleet fleet = fleet(10, TWO_AT_ONCE);
    keepInFlight(fleet, 13, Duration.ofSeconds(21));
    CapacityAdvice advice = advice(fleet);
    assertThat(advice.ratePerSecond()).isCloseTo(130, within(2.0));
    assertThat(advice.latency()).isCloseTo(Duration.ofMillis(100), Duration.ofMillis(1));
    assertThat(advice.inFlight()).isCloseTo(13, within(0.3));
    assertThat(advice.required()).isEqualTo(7);
    assertThat(advice.usable()).isEqualTo(10);
    assertThat(advice.isShort()).isFalse();
    assertThat(changes).isEmpty();
  }

  @Test
  void headroomIsAddedBeforeRounding() {
    CapacityAdvice advice =
        TWO_AT_ONCE
            .withHeadroom(1.3)
            .advise(1_000, Duration.ofSeconds(10), Duration.ofMillis(90), 5, false);
    // 9 in flight take 4.5 endpoints, or 5.85 with headroom.
    assertThat(advice.required()).isEqualTo(6);
    assertThat(advice.isShort()).isTrue();
  }

  @Test
  void aShortageIsAnnouncedAfterThreeWindowsAndItsEndAfterThreeMore() {
    VirtualFleet fleet = fleet(5, TWO_AT_ONCE);
    keepInFlight(fleet, 15, Duration.ofSeconds(29));
    assertThat(changes).isEmpty();
    assertThat(advice(fleet).isShort()).isTrue();
    keepInFlight(fleet, 15, Duration.ofSeconds(3));
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).advice().isShort()).isTrue();
    assertThat(changes.get(0).advice().required()).isEqualTo(8);

    keepInFlight(fleet, 5, Duration.ofSeconds(41));
    assertThat(changes).hasSize(2);
    assertThat(changes.get(1).advice().isShort()).isFalse();
  }

  @Test
  void aShortageDoesNotEndAtItsVeryEdge() {
    VirtualFleet fleet = fleet(10, TWO_AT_ONCE);
    keepInFlight(fleet, 25, Duration.ofSeconds(40));
    assertThat(changes).hasSize(1);
    // 10 endpoints are exactly what is required now, and would have been enough before.
    keepInFlight(fleet, 19, Duration.ofSeconds(60));
    assertThat(advice(fleet).required()).isEqualTo(10);
    assertThat(changes).hasSize(1);
    keepInFlight(fleet, 17, Duration.ofSeconds(45));
    assertThat(changes).hasSize(2);
  }

  @Test
  void endpointsThatAreOutAreMissing() {
    VirtualFleet fleet = fleet(10, TWO_AT_ONCE);
    for (String id : List.of("a", "b", "c", "d")) {
      fleet.balancer.disable(id);
    }
    keepInFlight(fleet, 15, Duration.ofSeconds(35));
    assertThat(advice(fleet).usable()).isEqualTo(6);
    assertThat(changes).hasSize(1);
  }

  @Test
  void withoutTrafficNothingIsRequired() {
    VirtualFleet fleet = fleet(3, TWO_AT_ONCE);
    assertThat(fleet.balancer.snapshot().capacity()).isNull();
    fleet.pass(Duration.ofSeconds(11));
    assertThat(advice(fleet)).isEqualTo(new CapacityAdvice(0, Duration.ZERO, 0, 0, 3, false));
  }

  @Test
  void anOutageLeavesTheAdviceAsItWas() {
    VirtualFleet fleet = fleet(10, TWO_AT_ONCE);
    keepInFlight(fleet, 13, Duration.ofSeconds(21));
    fail(fleet, Duration.ofSeconds(15));
    CapacityAdvice before = advice(fleet);
    assertThat(before.required()).isPositive();
    fail(fleet, Duration.ofSeconds(30));
    assertThat(advice(fleet)).isEqualTo(before);
  }

  private static void fail(VirtualFleet fleet, Duration time) {
    for (int i = 0; i < time.toMillis() / 100; i++) {
      try (Lease<String> lease = fleet.balancer.select()) {
        fleet.pass(Duration.ofMillis(100));
        lease.report(Outcome.failure());
      }
    }
  }

  @Test
  void whatAnEndpointDidBeforeItCameBackIsNotCountedAgain() {
    VirtualFleet fleet = fleet(2, TWO_AT_ONCE);
    keepInFlight(fleet, 4, Duration.ofSeconds(15));
    fleet.balancer.update(VirtualFleet.endpoints(1));
    keepInFlight(fleet, 1, Duration.ofSeconds(20));
    fleet.balancer.update(VirtualFleet.endpoints(2));
    fleet.pass(Duration.ofSeconds(6));
    assertThat(advice(fleet).inFlight()).isLessThan(1);
  }

  @Test
  void itIsOffUnlessAskedFor() {
    VirtualFleet fleet = new VirtualFleet(2);
    keepInFlight(fleet, 4, Duration.ofSeconds(15));
    assertThat(fleet.balancer.snapshot().capacity()).isNull();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CapacityPolicy.ofConcurrency(0))
        .withMessageContaining("concurrency is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TWO_AT_ONCE.withHeadroom(0.9))
        .withMessageContaining("headroom is 0.9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TWO_AT_ONCE.withWindows(Duration.ZERO, 1))
        .withMessageContaining("window");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TWO_AT_ONCE.withWindows(Duration.ofSeconds(1), 0))
        .withMessageContaining("windows is 0");
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a balancer refuses while its endpoints refuse. */
final class ThrottleTest {

  private static final AdaptiveThrottle FORMULA =
      AdaptiveThrottle.defaults().withMinRequests(0).withMaxProbability(1);

  private static VirtualFleet fleet(AdaptiveThrottle throttle) {
    return new VirtualFleet(3, b -> b.throttle(throttle).ejection(EjectionPolicy.off()));
  }

  /** Makes calls at even intervals; returns how many reached an endpoint. */
  private static int calls(VirtualFleet fleet, int perSecond, int seconds, Outcome outcome) {
    int sent = 0;
    for (int i = 0; i < perSecond * seconds; i++) {
      fleet.pass(Duration.ofNanos(1_000_000_000 / perSecond));
      try (Lease<String> lease = fleet.balancer.select()) {
        sent++;
        lease.report(outcome);
      } catch (NoEndpointAvailableException e) {
        assertThat(e.reason()).isEqualTo(Reason.THROTTLED);
      }
    }
    return sent;
  }

  private static double probability(VirtualFleet fleet) {
    return fleet.balancer.snapshot().throttleProbability();
  }

  @Test
  void refusesByTheFormulaWithThePartThatIsRefusedHereCountedIn() {
    VirtualFleet fleet = fleet(FORMULA);
    int requests = 0;
    int accepts = 0;
    for (int i = 0; i < 2000; i++) {
      double expected = Math.max(0, (requests - 2.0 * accepts) / (requests + 1.0));
      assertThat(probability(fleet)).isCloseTo(expected, within(1e-12));
      boolean accepted = i % 7 == 0;
      requests++;
      try (Lease<String> lease = fleet.balancer.select()) {
        lease.report(accepted ? Outcome.success() : Outcome.rejected());
        accepts += accepted ? 1 : 0;
      } catch (NoEndpointAvailableException e) {
        // It counts as a request all the same.
      }
    }
    assertThat(fleet.balancer.snapshot().throttled()).isGreaterThan(1000);
  }

  @Test
  void sendsEndpointsTwiceWhatTheyAccept() {
    // They accept 100 of 1000 a second, and the first ones they are sent in each.
    VirtualFleet fleet = fleet(AdaptiveThrottle.defaults());
    int sent = 0;
    for (int second = 0; second < 600; second++) {
      int sentNow = 0;
      for (int i = 0; i < 1000; i++) {
        fleet.pass(Duration.ofMillis(1));
        try (Lease<String> lease = fleet.balancer.select()) {
          lease.report(++sentNow <= 100 ? Outcome.success() : Outcome.rejected());
        } catch (NoEndpointAvailableException e) {
          assertThat(e.comeBackAfter()).isNull();
        }
      }
      sent += second >= 300 ? sentNow : 0;
    }
    assertThat(sent / 300).isBetween(195, 205);
  }

  @Test
  void refusesMostDuringAnOutageAndRecovers() {
    VirtualFleet fleet = fleet(AdaptiveThrottle.defaults());
    assertThat(calls(fleet, 100, 120, Outcome.success())).isEqualTo(12_000);
    // Half of the window must have been bad.
    assertThat(calls(fleet, 100, 60, Outcome.rejected())).isGreaterThan(5_900);
    assertThat(calls(fleet, 100, 120, Outcome.rejected())).isLessThan(6_000);
    assertThat(calls(fleet, 100, 60, Outcome.rejected())).isBetween(500, 700);
    assertThat(probability(fleet)).isEqualTo(0.9);
    int seconds = 0;
    while (probability(fleet) > 0) {
      calls(fleet, 100, 1, Outcome.success());
      seconds++;
    }
    assertThat(seconds).isBetween(120, 260);
    assertThat(calls(fleet, 100, 60, Outcome.success())).isEqualTo(6_000);
  }

  /** Why the probability has a limit. */
  @Test
  void takesForeverToRecoverIfNothingGetsThrough() {
    VirtualFleet fleet = fleet(FORMULA);
    calls(fleet, 100, 240, Outcome.rejected());
    calls(fleet, 100, 300, Outcome.success());
    assertThat(probability(fleet)).isGreaterThan(0.9);
  }

  @Test
  void letsAllPassOnceTheWindowIsOver() {
    VirtualFleet fleet = fleet(AdaptiveThrottle.defaults());
    calls(fleet, 100, 10, Outcome.rejected());
    assertThat(probability(fleet)).isEqualTo(0.9);
    fleet.pass(Duration.ofSeconds(109));
    assertThat(probability(fleet)).isEqualTo(0.9);
    fleet.pass(Duration.ofSeconds(12));
    assertThat(probability(fleet)).isZero();
  }

  @Test
  void survivesAClockThatIsSetBackAnHour() {
    VirtualFleet fleet = fleet(AdaptiveThrottle.defaults());
    calls(fleet, 100, 10, Outcome.rejected());
    fleet.ticker.advance(Duration.ofHours(-1));
    assertThat(probability(fleet)).isEqualTo(0.9);
    fleet.pass(Duration.ofSeconds(121));
    assertThat(probability(fleet)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Outcome.Kind.class)
  void judgesByTheFirstReportOnly(Outcome.Kind kind) {
    VirtualFleet fleet = fleet(FORMULA);
    Outcome outcome =
        List.of(
                Outcome.success(),
                Outcome.failure(),
                Outcome.timeout(),
                Outcome.connectFailure(),
                Outcome.rejected(),
                Outcome.ignored())
            .stream()
            .filter(o -> o.kind() == kind)
            .findFirst()
            .orElseThrow();
    try (Lease<String> lease = fleet.balancer.select()) {
      assertThat(probability(fleet)).as("what is under way does not count").isZero();
      lease.report(outcome);
      lease.report(Outcome.rejected());
    }
    boolean refused = kind == Outcome.Kind.REJECTED || kind == Outcome.Kind.TIMEOUT;
    assertThat(probability(fleet)).isEqualTo(refused ? 0.5 : 0);
  }

  @Test
  void doesNotCountLeasesWithoutReport() {
    VirtualFleet fleet = fleet(FORMULA);
    for (int i = 0; i < 100; i++) {
      fleet.balancer.select().close();
    }
    fleet.pass(Duration.ofSeconds(1));
    assertThat(probability(fleet)).isZero();
  }

  @Test
  void tellsWhatItDoes() {
    VirtualFleet fleet = fleet(AdaptiveThrottle.defaults());
    assertThat(fleet.balancer.explain(SelectionContext.none()).situation())
        .isEqualTo("3 of 3 available endpoints can serve");
    calls(fleet, 100, 10, Outcome.rejected());
    assertThat(fleet.balancer.explain(SelectionContext.none()).situation())
        .isEqualTo(
            "3 of 3 available endpoints can serve; 90 % of requests are refused to protect them");
    assertThatThrownBy(() -> selectUntilRefused(fleet))
        .hasMessage(
            "balancer fleet refuses this request, to protect its endpoints or to keep to a rate"
                + " limit (THROTTLED)");
  }

  private static void selectUntilRefused(VirtualFleet fleet) {
    for (int i = 0; i < 1000; i++) {
      Lease<String> lease = fleet.balancer.select();
      lease.report(Outcome.ignored());
      lease.close();
    }
  }

  @Test
  void aClosedBalancerSaysThatItIsClosed() {
    VirtualFleet fleet = fleet(AdaptiveThrottle.defaults());
    calls(fleet, 100, 10, Outcome.rejected());
    fleet.balancer.close();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(fleet.balancer::select)
          .isInstanceOfSatisfying(
              NoEndpointAvailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }
  }

  @Test
  void withoutAThrottleNothingIsRefused() {
    VirtualFleet fleet = new VirtualFleet(3, UnaryOperator.identity());
    assertThat(calls(fleet, 100, 60, Outcome.rejected())).isEqualTo(6_000);
    assertThat(probability(fleet)).isZero();
    assertThat(fleet.balancer.snapshot().throttled()).isZero();
  }
}

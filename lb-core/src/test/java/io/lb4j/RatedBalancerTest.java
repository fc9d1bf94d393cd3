package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.limit.RateLimit;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.snapshot.RefusalReason;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many requests per second go out, in all and to each endpoint. */
final class RatedBalancerTest {

  private static void call(VirtualFleet fleet) {
    try (Lease<String> lease = fleet.balancer.select()) {
      lease.report(Outcome.success());
    }
  }

  private static NoEndpointAvailableException refusal(VirtualFleet fleet) {
    try (Lease<String> lease = fleet.balancer.select()) {
      lease.report(Outcome.ignored());
      throw new AssertionError(lease + " was let pass");
    } catch (NoEndpointAvailableException e) {
      return e;
    }
  }

  @Test
  void aClientThatIsRefusedIsToldExactlyWhenToComeBack() {
    VirtualFleet fleet = new VirtualFleet(2, b -> b.rateLimit(RateLimit.perSecond(20)));
    call(fleet);
    call(fleet);
    NoEndpointAvailableException refusal = refusal(fleet);
    assertThat(refusal.reason()).isEqualTo(Reason.THROTTLED);
    assertThat(refusal.comeBackAfter()).isEqualTo(Duration.ofMillis(50));
    assertThat(fleet.balancer.explain(SelectionContext.none()).situation())
        .isEqualTo("2 of 2 available endpoints can serve; the rate limit lets none pass for 50ms");
    fleet.pass(Duration.ofMillis(50).minusNanos(1));
    assertThat(refusal(fleet).comeBackAfter()).isEqualTo(Duration.ofNanos(1));
    fleet.pass(Duration.ofNanos(1));
    call(fleet);
    refusal(fleet);
    assertThat(fleet.balancer.snapshot().throttled()).isEqualTo(3);
  }

  @Test
  void aRequestThatFindsNoEndpointUsesUpNothing() {
    VirtualFleet fleet = new VirtualFleet(1, b -> b.rateLimit(RateLimit.perSecond(20)));
    SelectionContext avoiding = SelectionContext.none().avoiding(VirtualFleet.named("a"));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> fleet.balancer.select(avoiding))
          .isInstanceOfSatisfying(
              NoEndpointAvailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.ALL_AVOIDED));
    }
    call(fleet);
    call(fleet);
    refusal(fleet);
  }

  static Stream<SelectionPolicy> policies() {
    return Stream.of(
        SelectionPolicies.peakEwma(),
        SelectionPolicies.roundRobin(),
        SelectionPolicies.random(),
        SelectionPolicies.leastRequests(),
        SelectionPolicies.firstAvailable(),
        SelectionPolicies.smoothWeightedRoundRobin(),
        SelectionPolicies.staticStride());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void eachEndpointGetsItsRateAndNoMore(SelectionPolicy policy) {
    VirtualFleet fleet =
        new VirtualFleet(
            4, b -> b.policy(policy).endpointRateLimit(RateLimit.perSecond(25).withBurst(1)));
    int refused = 0;
    // 200 per second, of which 100 may go out.
    for (int i = 0; i < 2000; i++) {
      fleet.pass(Duration.ofMillis(5));
      try (Lease<String> lease = fleet.balancer.select()) {
        lease.report(Outcome.success());
      } catch (NoEndpointAvailableException e) {
        refused++;
        assertThat(e.reason()).isEqualTo(Reason.SATURATED);
        assertThat(e.comeBackAfter())
            .isGreaterThan(Duration.ZERO)
            .isLessThanOrEqualTo(Duration.ofMillis(40));
      }
    }
    assertThat(fleet.balancer.snapshot().endpoints())
        .allSatisfy(e -> assertThat(e.selections()).isBetween(249L, 251L));
    assertThat(refused).isBetween(996, 1004);
  }

  @Test
  void anEndpointWhoseRateIsUsedUpIsPassedOver() {
    VirtualFleet fleet =
        new VirtualFleet(
            3,
            b ->
                b.policy(SelectionPolicies.firstAvailable())
                    .endpointRateLimit(RateLimit.perSecond(1)));
    call(fleet);
    call(fleet);
    call(fleet);
    assertThat(fleet.balancer.snapshot().endpoints())
        .allSatisfy(e -> assertThat(e.selections()).isEqualTo(1));
    assertThat(refusal(fleet).comeBackAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(fleet.balancer.explain(SelectionContext.none()).candidates())
        .allSatisfy(
            c -> {
              assertThat(c.eligible()).isFalse();
              assertThat(c.reason()).isEqualTo("at its rate limit, for 1s");
            });
    fleet.pass(Duration.ofSeconds(1));
    call(fleet);
    assertThat(fleet.look("a").selections()).isEqualTo(2);
  }

  @Test
  void aTraceNamesTheRate() {
    VirtualFleet fleet =
        new VirtualFleet(
            2,
            b ->
                b.policy(SelectionPolicies.roundRobin())
                    .traces(LeaseTraces.oneIn(1))
                    .endpointRateLimit(RateLimit.perSecond(1)));
    call(fleet);
    call(fleet);
    refusal(fleet);
    assertThat(fleet.balancer.traces().get(2).refusals())
        .isNotEmpty()
        .extracting(LeaseTrace.Refusal::reason)
        .containsOnly(RefusalReason.RATE);
  }

  @Test
  void aSlotThatIsRefusedCostsNoToken() {
    VirtualFleet fleet =
        new VirtualFleet(
            Stream.of(Endpoint.builder("a", "a").maxConcurrency(1).build()).toList(),
            b -> b.endpointRateLimit(RateLimit.perSecond(1).withBurst(2)));
    Lease<String> open = fleet.balancer.select();
    for (int i = 0; i < 5; i++) {
      assertThat(refusal(fleet).counts()).isEqualTo(Map.of(Reason.SATURATED, 1));
    }
    open.report(Outcome.success());
    open.close();
    call(fleet);
    refusal(fleet);
  }

  @Test
  void aBreakerThatRefusesCostsNoToken() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet fleet =
        new VirtualFleet(
            2, b -> b.breakers(breakers).endpointRateLimit(RateLimit.perSecond(1).withBurst(2)));
    breakers.of("a").refuses = true;
    call(fleet);
    call(fleet);
    breakers.of("a").refuses = false;
    fleet.pass(Duration.ofMillis(200));
    call(fleet);
    call(fleet);
    assertThat(fleet.look("a").selections()).isEqualTo(2);
    assertThat(fleet.look("b").selections()).isEqualTo(2);
    refusal(fleet);
  }
}

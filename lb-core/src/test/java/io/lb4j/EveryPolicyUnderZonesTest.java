package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.ZonePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What any policy must do when its endpoints are in several zones. */
final class EveryPolicyUnderZonesTest {

  private static final int CALLS = 2_000;

  static Stream<SelectionPolicy> policies() {
    return Stream.of(
        SelectionPolicies.roundRobin(),
        SelectionPolicies.smoothWeightedRoundRobin(),
        SelectionPolicies.earliestDeadlineFirst(),
        SelectionPolicies.staticStride(),
        SelectionPolicies.firstAvailable(),
        SelectionPolicies.pinUntilError(),
        SelectionPolicies.random(),
        SelectionPolicies.weightedRandom(),
        SelectionPolicies.leastRequests(),
        SelectionPolicies.weightedLeastRequests(1),
        SelectionPolicies.leastConnections(),
        SelectionPolicies.powerOfTwoChoices(),
        SelectionPolicies.peakEwma(),
        SelectionPolicies.leastResponseTime(),
        SelectionPolicies.leastBandwidth(),
        SelectionPolicies.reportedLoad(),
        SelectionPolicies.ringHash(),
        SelectionPolicies.maglev(),
        SelectionPolicies.nginxConsistentHash(),
        SelectionPolicies.libmemcachedKetama(),
        SelectionPolicies.rendezvousHash(),
        SelectionPolicies.jumpHash(),
        SelectionPolicies.moduloHash(),
        SelectionPolicies.ipHash(),
        SelectionPolicies.boundedLoad(SelectionPolicies.ringHash(), 1.25));
  }

  private static SelectionContext context(int number) {
    // An address, so that every policy that is keyed by text can use it; ipHash looks at three
    // bytes of it.
    return SelectionContext.forKey("10." + number / 200 + "." + number % 200 + ".1");
  }

  private static Map<String, Double> percents(VirtualFleet fleet) {
    Map<String, Integer> traffic = new HashMap<>();
    for (int i = 0; i < CALLS; i++) {
      try (Lease<String> lease = fleet.balancer.select(context(i))) {
        traffic.merge(lease.endpoint().id(), 1, Integer::sum);
        fleet.pass(Duration.ofNanos(100));
        lease.report(Outcome.success());
      }
    }
    return Places.percents(traffic);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everythingStaysInAZoneThatIsWell(SelectionPolicy policy) {
    VirtualFleet fleet =
        Places.fleet(
            "a 4, b 4, c 4", ZonePolicy.preferring("a"), builder -> builder.policy(policy));
    assertThat(percents(fleet)).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void zonesGetTheirShares(SelectionPolicy policy) {
    VirtualFleet fleet =
        Places.fleet(
            "a 4, b 4, c 4",
            LocalityWeights.ofZones(Map.of("a", 3.0, "b", 1.0, "c", 1.0)),
            builder -> builder.policy(policy));
    Map<String, Double> percents = percents(fleet);
    assertThat(percents.get("a")).isCloseTo(60, within(5.0));
    assertThat(percents.get("b")).isCloseTo(20, within(5.0));
    assertThat(percents.get("c")).isCloseTo(20, within(5.0));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void whoeverIsLeftIsFoundWhateverZoneItIsIn(SelectionPolicy policy) {
    List<Endpoint<String>> endpoints = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (String zone : List.of("a", "b", "c")) {
        endpoints.add(Places.endpoint(zone, i, builder -> builder.maxConcurrency(1)));
      }
    }
    VirtualFleet fleet =
        new VirtualFleet(
            endpoints, builder -> builder.policy(policy).localities(ZonePolicy.preferring("a")));
    List<String> held = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      held.add(fleet.balancer.select(context(i)).endpoint().id());
    }
    assertThat(held).doesNotHaveDuplicates();
    assertThat(held.subList(0, 3)).allMatch(id -> id.startsWith("a"));
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.Traffic;
import io.lb4j.health.Verdict;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.HistoryEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gives endpoints all kinds of verdicts, and takes them away again, in any order, with members that
 * come and go. Whatever happens, a few things hold after every step.
 */
final class VerdictsAtRandomTest {

  private static final int STEPS = 800;
  private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f");
  private static final List<Readiness> READINESS = List.of(Readiness.values());
  private static final List<Outcome> ANSWERS =
      List.of(
          Outcome.success(),
          Outcome.success(),
          Outcome.success().withServerState(ServerState.DEGRADED),
          Outcome.success().withServerState(ServerState.DRAINING),
          Outcome.success().withServerState(ServerState.READY),
          Outcome.failure(),
          Outcome.timeout(),
          Outcome.connectFailure(),
          Outcome.rejected(),
          Outcome.rejected().withRetryAfter(Duration.ofSeconds(3)),
          Outcome.ignored());

  private final ScriptedProbe probe = new ScriptedProbe();
  private final CountingBreakers breakers = new CountingBreakers();
  private final Map<String, Endpoint<String>> published = new HashMap<>();
  private final List<Lease<String>> open = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theStateFollowsFromTheVerdictsAndTrafficFromTheState(long seed) {
    Random random = new Random(seed);
    PanicPolicy.Action action =
        random.nextBoolean() ? PanicPolicy.Action.FAIL_OPEN : PanicPolicy.Action.FAIL_FAST;
    IDS.forEach(id -> published.put(id, VirtualFleet.named(id)));
    VirtualFleet fleet =
        new VirtualFleet(
            IDS.size(),
            builder ->
                builder
                    .healthChecks(HealthChecks.of(probe))
                    .breakers(breakers)
                    .panic(PanicPolicy.defaults().withAction(action)));
    Map<String, Traffic> before = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      happen(fleet, random);
      fleet.settle();
      // What the step has decided is published by the next tick at the latest.
      BalancerSnapshot picture = fleet.balancer.snapshot();
      for (EndpointSnapshot endpoint : picture.endpoints()) {
        String when = "seed " + seed + ", step " + step + ", " + endpoint.id();
        assertStateFollows(when, endpoint);
        assertHistoryIsAChain(when, endpoint);
        Traffic traffic = traffic(endpoint);
        Traffic earlier = before.put(endpoint.id(), traffic);
        if (earlier != null && isOut(earlier) && !isOut(traffic)) {
          assertThat(endpoint.slowStartShare()).as(when + " returns").isLessThan(1);
        }
      }
      before.keySet().removeIf(id -> picture.endpoint(id).isEmpty());
    }
    open.forEach(Lease::close);
    fleet.pass(Duration.ofMinutes(2));
    assertThat(fleet.balancer.snapshot().endpoints())
        .allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isZero());
    assertThat(breakers.byId.values()).allSatisfy(b -> assertThat(b.outstanding()).isZero());
    assertThatAllRecover(fleet);
  }

  private void happen(VirtualFleet fleet, Random random) {
    String id = IDS.get(random.nextInt(IDS.size()));
    boolean isMember = fleet.balancer.snapshot().endpoint(id).isPresent();
    switch (random.nextInt(14)) {
      case 0 -> publish(fleet, id, READINESS.get(random.nextInt(4)), random.nextInt(4));
      case 1 -> {
        if (published.size() > 2 && published.remove(id) != null) {
          fleet.balancer.update(published.values());
        }
      }
      case 2 -> {
        if (isMember) {
          fleet.balancer.disable(id);
        }
      }
      case 3 -> {
        if (isMember) {
          assertThat(fleet.balancer.drain(id, Duration.ofSeconds(5))).isNotNull();
        }
      }
      case 4, 5 -> {
        if (isMember) {
          fleet.balancer.enable(id);
        }
      }
      case 6 -> probe.fail(id);
      case 7 -> probe.pass(id);
      case 8 ->
          probe.answer(
              id, random.nextBoolean() ? CheckResult.degraded("slow") : CheckResult.notReady("no"));
      case 9 -> breakers.of(id).open(random.nextBoolean() ? Duration.ofSeconds(7) : null);
      case 10 -> breakers.of(id).close();
      case 11 -> fleet.pass(Duration.ofSeconds(random.nextInt(20)));
      case 12 -> fleet.pass(Duration.ofMillis(100));
      default -> call(fleet, random);
    }
  }

  private void publish(VirtualFleet fleet, String id, Readiness readiness, double weight) {
    published.put(
        id, Endpoint.builder(id, "target of " + id).readiness(readiness).weight(weight).build());
    fleet.balancer.update(published.values());
  }

  private void call(VirtualFleet fleet, Random random) {
    Outcome answer = ANSWERS.get(random.nextInt(ANSWERS.size()));
    for (int i = random.nextInt(60); i > 0; i--) {
      Map<String, EndpointSnapshot> picture = new HashMap<>();
      BalancerSnapshot snapshot = fleet.balancer.snapshot();
      snapshot.endpoints().forEach(endpoint -> picture.put(endpoint.id(), endpoint));
      Lease<String> lease;
      try {
        lease = fleet.balancer.select();
      } catch (NoEndpointAvailableException e) {
        return;
      }
      EndpointSnapshot chosen = picture.get(lease.endpoint().id());
      assertThat(traffic(chosen)).as("of %s", chosen).isNotEqualTo(Traffic.NONE);
      if (isOut(traffic(chosen)) && !snapshot.panicking()) {
        assertThat(chosen.verdicts())
            .as("only an ejection that is over lets a request through")
            .filteredOn(verdict -> isOut(verdict.traffic()))
            .allSatisfy(verdict -> assertThat(verdict.reason()).endsWith("awaiting its probe"));
      }
      if (random.nextInt(10) == 0) {
        open.add(lease);
      } else {
        lease.report(answer);
        lease.close();
        fleet.settle();
      }
    }
  }

  private static void assertStateFollows(String when, EndpointSnapshot endpoint) {
    HealthState mostSevere =
        endpoint.verdicts().stream()
            .map(Verdict::state)
            .max(Comparator.naturalOrder())
            .orElse(HealthState.HEALTHY);
    assertThat(endpoint.state()).as(when).isEqualTo(mostSevere);
    assertThat(endpoint.verdicts()).as(when).extracting(Verdict::witness).doesNotHaveDuplicates();
  }

  private static void assertHistoryIsAChain(String when, EndpointSnapshot endpoint) {
    HealthState last = null;
    for (HistoryEntry entry : endpoint.history()) {
      assertThat(last == null || entry.from() == last)
          .as(when + ": " + endpoint.history())
          .isTrue();
      last = entry.to();
    }
    assertThat(last == null || endpoint.state() == last).as(when + ": " + endpoint).isTrue();
  }

  /** When nothing is wrong any more, and all say so, everybody serves again. */
  private void assertThatAllRecover(VirtualFleet fleet) {
    for (String id : IDS) {
      published.put(id, VirtualFleet.named(id));
      probe.pass(id);
      breakers.of(id).close();
    }
    fleet.balancer.update(published.values());
    IDS.forEach(id -> fleet.balancer.enable(id));
    IDS.forEach(id -> breakers.of(id).close());
    for (int i = 0; i < 10_000; i++) {
      fleet.traffic(1, Duration.ofMillis(100), id -> Outcome.success());
    }
    assertThat(fleet.balancer.snapshot().endpoints())
        .allSatisfy(endpoint -> assertThat(endpoint.verdicts()).as(endpoint.id()).isEmpty());
  }

  private static Traffic traffic(EndpointSnapshot endpoint) {
    return endpoint.verdicts().stream()
        .map(Verdict::traffic)
        .max(Comparator.naturalOrder())
        .orElse(Traffic.NORMAL);
  }

  private static boolean isOut(Traffic traffic) {
    return traffic.compareTo(Traffic.LAST_RESORT) >= 0;
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.PanicPolicy;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.Explanation;
import io.lb4j.snapshot.Explanation.Candidate;
import io.lb4j.zone.CapacityPolicy;
import io.lb4j.zone.ClientSubsetting;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.RegionPolicy;
import io.lb4j.zone.SubsetPolicy;
import io.lb4j.zone.ZonePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Combines sessions, subsets, zones, regions, priorities, parts of the set, limits, drains and
 * traces as users may, and holds each selection to what was explained a moment before.
 */
final class CombinationsAtRandomTest {

  private static final int STEPS = 400;
  private static final List<String> IDS =
      List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
  private static final List<Supplier<SelectionPolicy>> POLICIES =
      List.of(
          SelectionPolicies::roundRobin,
          SelectionPolicies::peakEwma,
          SelectionPolicies::leastRequests,
          SelectionPolicies::maglev,
          () -> SelectionPolicies.boundedLoad(SelectionPolicies.ringHash(), 1.25),
          SelectionPolicies::smoothWeightedRoundRobin,
          SelectionPolicies::pinUntilError);

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("lb4j.seeds", 40));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aSelectionDoesWhatIsExplained(long seed) {
    Random random = new Random(seed);
    boolean strict = random.nextBoolean();
    VirtualFleet fleet = fleet(random, strict);
    List<Lease<String>> open = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      happen(fleet, random);
      fleet.settle();
      String when = "seed " + seed + ", step " + step;
      for (int i = random.nextInt(8); i > 0; i--) {
        Lease<String> lease = select(when, fleet, random, strict);
        if (lease != null) {
          open.add(lease);
        }
      }
      while (open.size() > random.nextInt(10)) {
        try (Lease<String> lease = open.remove(0)) {
          lease.report(random.nextInt(10) == 0 ? Outcome.connectFailure() : Outcome.success());
        }
      }
    }
    open.forEach(Lease::close);
    fleet.pass(Duration.ofMinutes(2));
    assertThat(fleet.balancer.snapshot().endpoints())
        .allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isZero());
  }

  private static VirtualFleet fleet(Random random, boolean strict) {
    return new VirtualFleet(
        endpoints(random),
        builder -> {
          builder.policy(POLICIES.get(random.nextInt(POLICIES.size())).get());
          if (random.nextInt(3) > 0) {
            SessionAffinity affinity = SessionAffinity.inMemory(20, Duration.ofMinutes(5));
            builder.affinity(strict ? affinity.strict() : affinity);
          }
          if (random.nextInt(4) > 0) {
            builder.localities(localities(random));
          }
          SubsetPolicy subsets = SubsetPolicy.by("version");
          switch (random.nextInt(4)) {
            case 0 -> builder.subsets(subsets);
            case 1 -> builder.subsets(subsets.fallingBackToAny());
            case 2 -> builder.subsets(subsets.fallingBackTo(Map.of("version", "1")));
            default -> {
              // None.
            }
          }
          if (random.nextInt(3) == 0) {
            builder.subsetting(ClientSubsetting.rendezvous("me", 3));
          }
          if (random.nextInt(2) == 0) {
            builder.traces(LeaseTraces.oneIn(2));
          }
          if (random.nextInt(2) == 0) {
            builder.capacity(CapacityPolicy.ofConcurrency(2));
          }
          return builder.panic(
              PanicPolicy.defaults()
                  .withAction(
                      random.nextBoolean()
                          ? PanicPolicy.Action.FAIL_OPEN
                          : PanicPolicy.Action.FAIL_FAST));
        });
  }

  private static LocalityPolicy localities(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> ZonePolicy.preferring("x").withMinEndpoints(2);
      case 1 -> LocalityWeights.ofZones(Map.of("x", 3.0, "y", 1.0));
      default -> RegionPolicy.at("x").withSteps(0.5, Duration.ofSeconds(1));
    };
  }

  private static List<Endpoint<String>> endpoints(Random random) {
    List<Endpoint<String>> endpoints = new ArrayList<>();
    for (String id : IDS) {
      if (random.nextInt(4) > 0) {
        // A member is the same whenever it is there.
        Random own = new Random(id.hashCode() * 31L);
        String place = List.of("x", "y", "z").get(own.nextInt(3));
        endpoints.add(
            Endpoint.builder(id, "target of " + id)
                .zone(place)
                .region(place)
                .priority(own.nextInt(4) / 3)
                .weight(random.nextInt(8) == 0 ? 0 : 1 + own.nextInt(2))
                .maxConcurrency(own.nextInt(2) == 0 ? 2 : Endpoint.UNLIMITED)
                .metadata(Map.of("version", String.valueOf(1 + own.nextInt(2))))
                .build());
      }
    }
    return endpoints.isEmpty() ? VirtualFleet.endpoints(1) : endpoints;
  }

  private static void happen(VirtualFleet fleet, Random random) {
    List<EndpointSnapshot> members = fleet.balancer.snapshot().endpoints();
    String id = members.get(random.nextInt(members.size())).id();
    switch (random.nextInt(12)) {
      case 0 -> fleet.balancer.update(endpoints(random));
      case 1 -> fleet.balancer.disable(id);
      case 2 -> assertThat(fleet.balancer.drain(id, Duration.ofSeconds(9))).isNotNull();
      case 3, 4, 5 -> fleet.balancer.enable(id);
      case 6 -> fail(fleet, id);
      case 7, 8 -> fleet.pass(Duration.ofSeconds(random.nextInt(40)));
      default -> fleet.pass(Duration.ofMillis(300));
    }
  }

  private static void fail(VirtualFleet fleet, String id) {
    for (int i = 0; i < 6; i++) {
      try (Lease<String> lease = fleet.balancer.select(SelectionContext.none().preferring(id))) {
        lease.report(
            lease.endpoint().id().equals(id) ? Outcome.connectFailure() : Outcome.ignored());
      } catch (NoEndpointAvailableException e) {
        return;
      }
    }
  }

  private static SelectionContext context(VirtualFleet fleet, Random random) {
    SelectionContext context = SelectionContext.none();
    if (random.nextInt(3) > 0) {
      context = context.withKey("s" + random.nextInt(30));
    }
    if (random.nextInt(6) == 0) {
      context = context.preferring(IDS.get(random.nextInt(IDS.size())));
    }
    if (random.nextInt(3) == 0) {
      context = context.requiring("version", String.valueOf(1 + random.nextInt(3)));
    }
    if (random.nextInt(3) == 0) {
      context = context.preferringRegions("y", "z");
    }
    if (random.nextInt(6) == 0) {
      List<EndpointSnapshot> members = fleet.balancer.snapshot().endpoints();
      context = context.avoiding(members.get(random.nextInt(members.size())).endpoint());
    }
    return context;
  }

  private static Lease<String> select(
      String when, VirtualFleet fleet, Random random, boolean strict) {
    SelectionContext context = context(fleet, random);
    String key = context.key();
    boolean hasSession = key != null && fleet.balancer.sessions() != null;
    String pinned = hasSession ? fleet.balancer.sessions().endpointOf(key) : null;
    Explanation told = fleet.balancer.explain(context);
    String all = when + ", " + context + ", pinned to " + pinned + "\n" + told;
    Lease<String> lease;
    try {
      lease = fleet.balancer.select(context);
    } catch (NoEndpointAvailableException e) {
      assertThat(told.candidates()).as(all + "\n" + e).noneMatch(Candidate::eligible);
      return null;
    }
    String id = lease.endpoint().id();
    Candidate chosen =
        told.candidates().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    boolean tests = chosen.reason().contains("until") || chosen.reason().contains("eject");
    assertThat(chosen.eligible() || tests).as(all + "\nchose " + id).isTrue();
    boolean named = id.equals(context.preferredId());
    if (pinned != null && !named) {
      Candidate owner =
          told.candidates().stream().filter(c -> c.id().equals(pinned)).findFirst().orElse(null);
      if (strict) {
        assertThat(id).as(all).isEqualTo(pinned);
      } else if (owner != null && owner.eligible()) {
        assertThat(id).as(all + "\nchose " + id).isEqualTo(pinned);
      } else if (owner != null && owner.reason().equals("not in the subset")) {
        EndpointSnapshot look = fleet.look(pinned);
        if (look.serving()) {
          assertThat(fleet.balancer.sessions().endpointOf(key)).as(all).isEqualTo(pinned);
        }
      }
    }
    return lease;
  }
}

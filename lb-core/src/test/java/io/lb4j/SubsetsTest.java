package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.snapshot.SubsetSnapshot;
import io.lb4j.zone.SubsetPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Endpoints a to d are of version 1, e and f of version 2. */
final class SubsetsTest {

  private static final SelectionContext V1 = SelectionContext.none().requiring("version", "1");
  private static final SelectionContext V2 = SelectionContext.none().requiring("version", "2");
  private static final SelectionContext V3 = SelectionContext.none().requiring("version", "3");

  private static Endpoint<String> endpoint(String id, String version) {
    return Endpoint.builder(id, "target").metadata(Map.of("version", version)).build();
  }

  private static List<Endpoint<String>> versions() {
    List<Endpoint<String>> all = new ArrayList<>();
    for (String id : List.of("a", "b", "c", "d")) {
      all.add(endpoint(id, "1"));
    }
    all.add(endpoint("e", "2"));
    all.add(endpoint("f", "2"));
    return all;
  }

  private static VirtualFleet fleet(SubsetPolicy subsets) {
    return fleet(subsets, SelectionPolicies.roundRobin(), builder -> builder);
  }

  private static VirtualFleet fleet(
      SubsetPolicy subsets,
      SelectionPolicy policy,
      UnaryOperator<BalancerBuilder<String>> configure) {
    return new VirtualFleet(
        versions(), builder -> configure.apply(builder.policy(policy).subsets(subsets)));
  }

  private static List<String> picks(VirtualFleet fleet, SelectionContext context, int count) {
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      picks.add(call(fleet, context, Outcome.success()));
    }
    return picks;
  }

  private static String call(VirtualFleet fleet, SelectionContext context, Outcome outcome) {
    try (Lease<String> lease = fleet.balancer.select(context)) {
      lease.report(outcome);
      return lease.endpoint().id();
    }
  }

  private static NoEndpointAvailableException refusal(VirtualFleet fleet, SelectionContext asked) {
    return catchThrowableOfType(
        NoEndpointAvailableException.class, () -> fleet.balancer.select(asked));
  }

  private static void eject(VirtualFleet fleet, String... ids) {
    for (String id : ids) {
      fleet.report(id, Outcome.connectFailure(), 5);
      assertThat(fleet.stateOf(id)).isEqualTo(HealthState.EJECTED);
    }
  }

  @Test
  void aSubsetTakesTurnsOfItsOwn() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      picks(fleet, SelectionContext.none(), 1);
      picks.addAll(picks(fleet, V2, 1));
      picks(fleet, V1, 3);
    }
    assertThat(picks)
        .isIn(List.of("e", "f", "e", "f", "e", "f"), List.of("f", "e", "f", "e", "f", "e"));
  }

  @Test
  void turnsGoOnWhenEndpointsChange() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      picks.addAll(picks(fleet, V2, 1));
      List<Endpoint<String>> changed = versions();
      changed.set(0, endpoint("new " + i, "1"));
      fleet.balancer.update(changed);
    }
    assertThat(picks.subList(0, 2)).containsExactlyInAnyOrder("e", "f");
    assertThat(picks.subList(2, 4)).isEqualTo(picks.subList(0, 2));
    assertThat(picks.subList(4, 6)).isEqualTo(picks.subList(0, 2));
  }

  @Test
  void onlyExactlyTheDeclaredLabelsAskForASubset() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version").fallingBackToAny());
    assertThat(picks(fleet, V3, 12)).contains("a", "b", "c", "d", "e", "f");
    assertThat(refusal(fleet, V3.requiring("disk", "ssd")).reason()).isEqualTo(Reason.NO_MATCH);
    assertThat(refusal(fleet, SelectionContext.none().requiring("disk", "ssd")).reason())
        .isEqualTo(Reason.NO_MATCH);
  }

  @Test
  void selectorsAreIndependent() {
    Endpoint<String> both =
        Endpoint.builder("g", "t").metadata(Map.of("version", "2", "stage", "test")).build();
    VirtualFleet fleet = fleet(SubsetPolicy.by("version").andBy("stage", "version"));
    List<Endpoint<String>> all = versions();
    all.add(both);
    fleet.balancer.update(all);
    assertThat(picks(fleet, V2, 60)).containsOnly("e", "f", "g");
    assertThat(picks(fleet, V2.requiring("stage", "test"), 4)).containsOnly("g");
    assertThat(fleet.balancer.snapshot().subsets())
        .containsExactly(
            new SubsetSnapshot(Map.of("version", "1"), 4, 4, 4, false),
            new SubsetSnapshot(Map.of("version", "2"), 3, 3, 3, false),
            new SubsetSnapshot(Map.of("version", "2", "stage", "test"), 1, 1, 1, false));
  }

  @Test
  void withoutAFallbackTheErrorSaysWhatThereIs() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    NoEndpointAvailableException refusal = refusal(fleet, V3);
    assertThat(refusal.reason()).isEqualTo(Reason.NO_MATCH);
    assertThat(refusal.counts()).isEqualTo(Map.of(Reason.NO_MATCH, 6));
    assertThat(refusal)
        .hasMessage(
            "balancer fleet has no endpoint with the required metadata {version=3}; of these labels"
                + " there are {version=1}, {version=2} (NO_MATCH: {NO_MATCH=6})");
    assertThat(fleet.balancer.snapshot().noEndpointFailures()).isEqualTo(1);
    assertThat(refusal(fleet, SelectionContext.none().requiring("version", "3\n4")))
        .hasMessageContaining("3\\u000a4");
  }

  @Test
  void theDefaultSubsetNeedNotBelongToASelector() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version").fallingBackTo(Map.of("stage", "prod")));
    assertThat(refusal(fleet, V3))
        .hasMessageContaining("nor with those of the default subset {stage=prod}");
    List<Endpoint<String>> all = versions();
    all.add(Endpoint.builder("g", "t").metadata(Map.of("stage", "prod")).build());
    fleet.balancer.update(all);
    assertThat(picks(fleet, V3, 4)).containsOnly("g");
    assertThat(picks(fleet, V2, 4)).containsOnly("e", "f");
  }

  @Test
  void theFallbackIsForSubsetsWithoutEndpointsNotForThoseThatAreIll() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version").fallingBackToAny());
    fleet.balancer.disable("e");
    fleet.balancer.disable("f");
    assertThat(refusal(fleet, V2).reason()).isEqualTo(Reason.ALL_UNHEALTHY);
    assertThat(refusal(fleet, V2).counts()).isEqualTo(Map.of(Reason.ALL_UNHEALTHY, 2));
  }

  @Test
  void anUpdateMayMoveAnEndpointToAnotherSubset() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    List<Endpoint<String>> all = versions();
    all.set(0, endpoint("a", "3"));
    fleet.balancer.update(all);
    assertThat(picks(fleet, V3, 2)).containsOnly("a");
    assertThat(picks(fleet, V1, 6)).containsOnly("b", "c", "d");
  }

  @Test
  void aSubsetPanicsAlone() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    eject(fleet, "e", "f");
    // Two of six are out: no panic among all, but nobody is left of version 2.
    assertThat(fleet.balancer.snapshot().panicking()).isFalse();
    assertThat(picks(fleet, SelectionContext.none(), 8)).containsOnly("a", "b", "c", "d");
    assertThat(picks(fleet, V2, 4)).containsOnly("e", "f");
    assertThat(picks(fleet, V2.preferring("f"), 4)).containsOnly("f");
    assertThat(fleet.balancer.explain(V2).toString())
        .containsPattern("\\+ e .* eligible, because too few are healthy");
    assertThat(fleet.balancer.snapshot().subsets())
        .contains(new SubsetSnapshot(Map.of("version", "2"), 2, 0, 2, true));
    assertThat(fleet.panicChanges).isEmpty();
  }

  @Test
  void aSubsetHasPrioritiesOfItsOwn() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    List<Endpoint<String>> all = versions();
    for (String id : List.of("g", "h")) {
      all.add(Endpoint.builder(id, "t").priority(1).metadata(Map.of("version", "3")).build());
    }
    fleet.balancer.update(all);
    assertThat(picks(fleet, SelectionContext.none(), 12)).doesNotContain("g", "h");
    assertThat(picks(fleet, V3, 8)).contains("g", "h");
  }

  @Test
  void requestsForASubsetTestItsEjectedEndpoints() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    eject(fleet, "a");
    fleet.pass(Duration.ofSeconds(35));
    picks(fleet, V2, 10);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    picks(fleet, V1, 10);
    fleet.settle();
    assertThat(fleet.stateOf("a")).isNotEqualTo(HealthState.EJECTED);
  }

  @Test
  void preferredAndAvoidedEndpointsMeanTheSameInASubset() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    for (int i = 0; i < 5; i++) {
      assertThat(picks(fleet, V2.preferring("f"), 1)).containsExactly("f");
      assertThat(picks(fleet, V2.avoiding(endpoint("f", "2")), 1)).containsExactly("e");
    }
    assertThat(picks(fleet, V2.preferring("a"), 4)).containsOnly("e", "f");
    assertThat(refusal(fleet, V2.avoiding(endpoint("e", "2"), endpoint("f", "2"))).reason())
        .isEqualTo(Reason.ALL_AVOIDED);
  }

  @Test
  void limitsAreSharedWithAllOtherRequests() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    fleet.balancer.update(
        List.of(
            Endpoint.builder("e", "t").maxConcurrency(1).metadata(Map.of("version", "2")).build(),
            endpoint("a", "1")));
    try (Lease<String> held = fleet.leaseOn("e")) {
      assertThat(refusal(fleet, V2).reason()).isEqualTo(Reason.SATURATED);
      held.report(Outcome.success());
    }
    assertThat(picks(fleet, V2, 2)).containsOnly("e");
  }

  @Test
  void aPolicyThatScansComparesTheLoadsOfTheSubset() {
    VirtualFleet fleet =
        fleet(SubsetPolicy.by("version"), SelectionPolicies.leastRequests(), builder -> builder);
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      open.add(fleet.leaseOn("e"));
    }
    for (int i = 0; i < 30; i++) {
      open.add(fleet.balancer.select(V2));
    }
    assertThat(fleet.look("e").inFlight()).isEqualTo(20);
    assertThat(fleet.look("f").inFlight()).isEqualTo(20);
    // What requests for a subset do is seen among all, too.
    for (int i = 0; i < 80; i++) {
      open.add(fleet.balancer.select());
    }
    for (String id : List.of("a", "b", "c", "d", "e", "f")) {
      assertThat(fleet.look(id).inFlight()).isEqualTo(20);
    }
    open.forEach(Lease::close);
  }

  @Test
  void subsetsBeyondTheLimitArePickedFromAll() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version").withMaxSubsets(1));
    assertThat(fleet.balancer.snapshot().subsets())
        .extracting(SubsetSnapshot::labels)
        .containsExactly(Map.of("version", "1"));
    assertThat(picks(fleet, V2, 10)).containsOnly("e", "f");
    assertThat(refusal(fleet, V3).reason()).isEqualTo(Reason.NO_MATCH);
  }

  @Test
  void explainNamesTheSubset() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version").fallingBackTo(Map.of("version", "1")));
    assertThat(fleet.balancer.explain(V2).toString())
        .contains("in the subset {version=2} 2 of 2 available endpoints can serve")
        .containsPattern("- a .* not in the subset")
        .containsPattern("\\+ e .* eligible");
    assertThat(fleet.balancer.explain(V3).toString())
        .contains("no endpoint has {version=3}, so those of {version=1} are due; 4 of 4")
        .containsPattern("\\+ a .* eligible")
        .containsPattern("- e .* not in the subset");
    assertThat(fleet(SubsetPolicy.by("version")).balancer.explain(V3).situation())
        .isEqualTo("no endpoint has {version=3}");
  }

  @Test
  void aTraceTellsOfTheSubsetOnly() {
    VirtualFleet fleet =
        fleet(
            SubsetPolicy.by("version"),
            SelectionPolicies.roundRobin(),
            builder -> builder.traces(LeaseTraces.oneIn(1)));
    picks(fleet, V2, 1);
    LeaseTrace trace = fleet.balancer.traces().get(0);
    assertThat(trace.route()).isEqualTo(LeaseTrace.Route.POLICY);
    assertThat(trace.candidates())
        .extracting(LeaseTrace.Candidate::id)
        .containsExactlyInAnyOrder("e", "f");
  }

  @Test
  void emptyAndClosedBalancersSayThatTheyAre() {
    VirtualFleet fleet = fleet(SubsetPolicy.by("version"));
    fleet.balancer.clear();
    assertThat(refusal(fleet, V2).reason()).isEqualTo(Reason.EMPTY);
    fleet.balancer.update(versions());
    fleet.balancer.close();
    assertThat(refusal(fleet, V2).reason()).isEqualTo(Reason.CLOSED);
  }

  @Test
  void badPoliciesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(SubsetPolicy::by)
        .withMessageContaining("at least one label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubsetPolicy.by("version").fallingBackTo(Map.of()))
        .withMessageContaining("needs one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubsetPolicy.by("version").withMaxSubsets(0))
        .withMessageContaining("maxSubsets is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SubsetPolicy(
                    List.of(Set.of("a")), SubsetPolicy.Fallback.ANY, Map.of("a", "1"), 1))
        .withMessageContaining("ANY with the default subset {a=1}");
  }
}

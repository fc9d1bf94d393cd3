package io.lb4j;

import static java.util.Comparator.comparingDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.SlowStart;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.snapshot.LeaseTrace.Refusal;
import io.lb4j.snapshot.LeaseTrace.Route;
import io.lb4j.snapshot.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Selections that are drawn for a closer look. */
final class LeaseTraceTest {

  private static VirtualFleet traced(int size) {
    return new VirtualFleet(
        size,
        builder ->
            builder.traces(LeaseTraces.oneIn(1)).policy(SelectionPolicies.leastConnections()));
  }

  /** Chooses the first at every first attempt, then the second, and so on. */
  private static final class InOrder implements SelectionPolicy {

    @Override
    public String name() {
      return "in_order";
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      return (context, attempt) -> attempt < candidates.size() ? attempt : -1;
    }
  }

  private static VirtualFleet inOrder(List<Endpoint<String>> endpoints) {
    return new VirtualFleet(
        endpoints, builder -> builder.traces(LeaseTraces.oneIn(1)).policy(new InOrder()));
  }

  private static LeaseTrace newest(VirtualFleet fleet) {
    List<LeaseTrace> traces = fleet.balancer.traces();
    return traces.get(traces.size() - 1);
  }

  @Test
  void thereAreNoneUnlessAskedFor() {
    VirtualFleet fleet = new VirtualFleet(3);
    fleet.traffic(10, Duration.ofMillis(1), id -> Outcome.success());

    assertThat(fleet.balancer.traces()).isEmpty();
  }

  @Test
  void showsEveryCandidateAsThePolicySawItBeforeItChose() {
    VirtualFleet fleet = traced(3);
    Lease<String> open = fleet.leaseOn("a");

    Lease<String> lease = fleet.balancer.select();

    LeaseTrace trace = newest(fleet);
    assertThat(trace.candidates()).extracting(LeaseTrace.Candidate::id).contains("a", "b", "c");
    assertThat(trace.candidates())
        .allSatisfy(
            candidate ->
                assertThat(candidate.inFlight()).isEqualTo(candidate.id().equals("a") ? 1 : 0));
    assertThat(Collections.max(trace.candidates(), comparingDouble(LeaseTrace.Candidate::load)))
        .returns("a", LeaseTrace.Candidate::id);
    assertThat(trace.chosenId()).isEqualTo(lease.endpoint().id()).isNotEqualTo("a");
    assertThat(trace.route()).isEqualTo(Route.POLICY);
    assertThat(trace.serving()).isEqualTo(3);
    open.close();
    lease.close();
  }

  @Test
  void tellsHowTheCallWentAsFarAsItIsKnown() {
    VirtualFleet fleet = traced(1);
    Lease<String> lease = fleet.balancer.select();
    assertThat(newest(fleet).outcome()).isNull();
    assertThat(newest(fleet).closed()).isFalse();

    fleet.pass(Duration.ofMillis(30));
    lease.report(Outcome.timeout());
    lease.report(Outcome.success());
    lease.close();

    LeaseTrace trace = newest(fleet);
    assertThat(trace.outcome()).isEqualTo(Outcome.timeout());
    assertThat(trace.latency()).isEqualTo(Duration.ofMillis(30));
    assertThat(trace.closed()).isTrue();
    assertThat(fleet.look("a").counts().timeouts()).isOne();
  }

  @Test
  void aStreamThatBreaksShowsItsFailureAndTheLatencyOfItsBeginning() {
    VirtualFleet fleet = traced(1);
    try (Lease<String> lease = fleet.balancer.select()) {
      fleet.pass(Duration.ofMillis(5));
      lease.report(Outcome.success());
      fleet.pass(Duration.ofSeconds(3));
      lease.report(Outcome.failure());
    }

    assertThat(newest(fleet).outcome()).isEqualTo(Outcome.failure());
    assertThat(newest(fleet).latency()).isEqualTo(Duration.ofMillis(5));
    assertThat(fleet.look("a").counts().failures()).isOne();
  }

  @Test
  void tellsWhatEndpointsWereRefusedForBeforeOneTookTheRequest() {
    VirtualFleet fleet =
        inOrder(
            List.of(
                Endpoint.builder("full", "").maxConcurrency(1).build(),
                Endpoint.builder("bare", "").metadata(Map.of("disk", "hdd")).build(),
                Endpoint.builder("tried", "").metadata(Map.of("disk", "ssd")).build(),
                Endpoint.builder("good", "").metadata(Map.of("disk", "ssd")).build()));
    Lease<String> open = fleet.leaseOn("full");

    Endpoint<String> tried = fleet.leaseOn("tried").endpoint();
    fleet.balancer.select(SelectionContext.none().avoiding(tried)).close();
    assertThat(newest(fleet).refusals()).containsExactly(new Refusal("full", RefusalReason.LIMIT));

    fleet.balancer.select(SelectionContext.none().avoiding(tried).requiring("disk", "ssd")).close();
    assertThat(newest(fleet).refusals())
        .containsExactly(
            new Refusal("full", RefusalReason.NO_MATCH),
            new Refusal("bare", RefusalReason.NO_MATCH),
            new Refusal("tried", RefusalReason.AVOIDED));
    assertThat(newest(fleet).chosenId()).isEqualTo("good");
    assertThat(newest(fleet).route()).isEqualTo(Route.POLICY);
    open.close();
  }

  @Test
  void tellsThatAnEndpointStartsSlowly() {
    VirtualFleet fleet =
        new VirtualFleet(
            1,
            builder ->
                builder
                    .traces(LeaseTraces.oneIn(1))
                    .policy(new InOrder())
                    .slowStart(SlowStart.defaults()));
    fleet.balancer.update(List.of(VirtualFleet.named("new"), VirtualFleet.named("a")));

    fleet.balancer.select().close();
    fleet.balancer.select().close();

    assertThat(newest(fleet).refusals())
        .containsExactly(new Refusal("new", RefusalReason.SLOW_START));
  }

  @Test
  void tellsThatNothingGoesToAnEndpointWhoseFailuresAreNotJudgedYet() {
    VirtualFleet fleet = inOrder(VirtualFleet.endpoints(4));
    for (int i = 0; i < 5; i++) {
      try (Lease<String> lease = fleet.balancer.select()) {
        lease.report(Outcome.failure());
      }
    }

    fleet.balancer.select().close();

    assertThat(newest(fleet).refusals()).containsExactly(new Refusal("a", RefusalReason.HELD_BACK));
  }

  @Test
  void tellsWhoWasAskedForWhoIsTestedAndWhoIsTheLastResort() {
    VirtualFleet fleet = inOrder(VirtualFleet.endpoints(7));
    fleet.leaseOn("b").close();
    assertThat(newest(fleet).route()).isEqualTo(Route.PREFERRED);

    // All that five picks can find are avoided.
    SelectionContext avoiding = SelectionContext.none();
    for (int i = 0; i < 6; i++) {
      avoiding = avoiding.avoiding(fleet.look(VirtualFleet.id(i)).endpoint());
    }
    fleet.balancer.select(avoiding).close();
    assertThat(newest(fleet).route()).isEqualTo(Route.SCAN);
    assertThat(newest(fleet).chosenId()).isEqualTo("g");

    fleet.report("c", Outcome.connectFailure(), 5);
    fleet.pass(Duration.ofSeconds(40));
    fleet.balancer.select().close();
    assertThat(newest(fleet).route()).isEqualTo(Route.PROBE);
    assertThat(newest(fleet).chosenId()).isEqualTo("c");
  }

  @Test
  void aSelectionThatFoundNobodyIsTracedToo() {
    VirtualFleet fleet = inOrder(List.of(Endpoint.builder("a", "").maxConcurrency(1).build()));
    Lease<String> open = fleet.balancer.select();

    assertThatThrownBy(fleet.balancer::select).isInstanceOf(NoEndpointAvailableException.class);

    LeaseTrace trace = newest(fleet);
    assertThat(trace.route()).isEqualTo(Route.NONE);
    assertThat(trace.chosenId()).isNull();
    assertThat(trace.refusals()).contains(new Refusal("a", RefusalReason.LIMIT));
    assertThat(trace).asString().contains("no endpoint of 1 serving").contains("is at its limit");
    open.close();
    fleet.balancer.clear();
    assertThatThrownBy(fleet.balancer::select).isInstanceOf(NoEndpointAvailableException.class);
    assertThat(newest(fleet).serving()).isZero();
  }

  @Test
  void ofLargeSetsItShowsSomeAndAlwaysThoseThatThePolicyChose() {
    VirtualFleet fleet = inOrder(VirtualFleet.endpoints(1_000));

    for (int i = 0; i < 100; i++) {
      fleet.balancer.select().close();

      assertThat(newest(fleet).candidates())
          .hasSizeBetween(11, LeaseTrace.MAX_CANDIDATES)
          .extracting(LeaseTrace.Candidate::id)
          .contains("a");
    }
  }

  @Test
  void keepsTheNewestOnly() {
    VirtualFleet fleet =
        new VirtualFleet(3, builder -> builder.traces(LeaseTraces.oneIn(1).keep(2)));
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Lease<String> lease = fleet.balancer.select();
      chosen.add(lease.endpoint().id());
    }

    assertThat(fleet.balancer.traces())
        .extracting(LeaseTrace::chosenId)
        .containsExactlyElementsOf(chosen.subList(5, 7));
  }

  @Test
  void drawsOneInSoMany() {
    VirtualFleet fleet =
        new VirtualFleet(3, builder -> builder.traces(LeaseTraces.oneIn(100).keep(10_000)));
    fleet.traffic(10_000, Duration.ofNanos(1), id -> Outcome.success());

    assertThat(fleet.balancer.traces()).hasSizeBetween(60, 140);
  }

  @Test
  void aTracedSelectionIsAsAnyOther() {
    VirtualFleet plain = new VirtualFleet(5, builder -> builder.policy(new InOrder()));
    VirtualFleet traced = inOrder(VirtualFleet.endpoints(5));
    for (VirtualFleet fleet : List.of(plain, traced)) {
      for (int i = 0; i < 200; i++) {
        try (Lease<String> lease = fleet.balancer.select()) {
          lease.report(i % 7 == 0 ? Outcome.failure() : Outcome.success());
        }
      }
    }

    assertThat(traced.look("a").counts()).isEqualTo(plain.look("a").counts());
    assertThat(traced.look("a").inFlight()).isZero();
  }

  @Test
  void refusesNumbersThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeaseTraces.oneIn(0))
        .withMessage("oneIn is 0; it must be at least 1, which traces every selection");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeaseTraces.oneIn(10).keep(0))
        .withMessageStartingWith("kept is 0; it must be from 1 to 10000");
  }

  @Test
  void readsAsATable() {
    VirtualFleet fleet = traced(2);
    try (Lease<String> lease = fleet.leaseOn("b")) {
      fleet.pass(Duration.ofMillis(12));
      lease.report(Outcome.success());
    }

    assertThat(newest(fleet))
        .asString()
        .contains("b as the context preferred of 2 serving: SUCCESS after 12.0 ms")
        .contains("* b ")
        .contains("  a ");
  }
}

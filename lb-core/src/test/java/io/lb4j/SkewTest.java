package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.SkewPolicy;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.select.Spread;
import io.lb4j.snapshot.ShareDeviation;
import io.lb4j.snapshot.SkewCause;
import io.lb4j.snapshot.SkewChange;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When traffic counts as skewed, who hears of it, and what is given as the cause. */
final class SkewTest {

  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final List<SkewChange> changes = new ArrayList<>();

  private static Outcome allWell(String id) {
    return Outcome.success();
  }

  private VirtualFleet fleet(int size, SelectionPolicy policy) {
    return fleet(VirtualFleet.endpoints(size), builder -> builder.policy(policy));
  }

  private VirtualFleet fleet(
      List<Endpoint<String>> endpoints, UnaryOperator<BalancerBuilder<String>> configure) {
    VirtualFleet fleet =
        new VirtualFleet(
            endpoints,
            builder ->
                configure.apply(
                    builder.listener(
                        new BalancerListener() {
                          @Override
                          public void skewChanged(SkewChange change) {
                            changes.add(change);
                          }
                        })));
    fleet.pass(Duration.ofMillis(100));
    return fleet;
  }

  /** Makes so many calls and lets the window end. */
  private static void window(VirtualFleet fleet, int calls, SelectionContext context) {
    window(fleet, calls, context, SkewTest::allWell);
  }

  private static void window(
      VirtualFleet fleet, int calls, SelectionContext context, Function<String, Outcome> answer) {
    for (int i = 0; i < calls; i++) {
      try (Lease<String> lease = fleet.balancer.select(context)) {
        lease.report(answer.apply(lease.endpoint().id()));
      }
    }
    fleet.pass(WINDOW);
  }

  private static void windows(VirtualFleet fleet, int windows, int calls) {
    for (int i = 0; i < windows; i++) {
      window(fleet, calls, SelectionContext.none());
    }
  }

  private List<String> causes() {
    return changes.get(0).deviations().stream()
        .map(deviation -> deviation.endpointId() + " " + deviation.cause())
        .toList();
  }

  /** A cursor that passes over the last endpoint. */
  private static final class OffByOne implements SelectionPolicy {

    @Override
    public String name() {
      return "off_by_one";
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      int[] cursor = {0};
      return (context, attempt) -> cursor[0]++ % (candidates.size() - 1);
    }
  }

  // No false alarms.

  @ParameterizedTest
  @MethodSource("seeds")
  void chanceIsNoSkew(long seed) {
    VirtualFleet fleet =
        fleet(
            VirtualFleet.endpoints(10),
            builder ->
                builder.policy(SelectionPolicies.random()).random(ScriptedRandom.seeded(seed)));
    int deviating = 0;
    for (int i = 0; i < 1_000; i++) {
      window(fleet, 100 + i, SelectionContext.none());
      deviating += fleet.balancer.snapshot().deviations().isEmpty() ? 0 : 1;
    }

    assertThat(changes).isEmpty();
    assertThat(deviating).isLessThanOrEqualTo(1);
  }

  static IntStream seeds() {
    return IntStream.range(0, 5);
  }

  static List<SelectionPolicy> policies() {
    return List.of(
        SelectionPolicies.roundRobin(),
        SelectionPolicies.smoothWeightedRoundRobin(),
        SelectionPolicies.weightedRandom(),
        SelectionPolicies.powerOfTwoChoices(),
        SelectionPolicies.peakEwma(),
        SelectionPolicies.leastRequests(),
        SelectionPolicies.firstAvailable());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aFleetOfEqualsIsNotSkewedUnderOrdinaryPolicies(SelectionPolicy policy) {
    VirtualFleet fleet = fleet(10, policy);
    windows(fleet, 20, 500);

    assertThat(changes).isEmpty();
  }

  @Test
  void sharesByWeightAreNoSkew() {
    List<Endpoint<String>> endpoints =
        List.of(
            Endpoint.builder("big", "").weight(9).build(),
            Endpoint.builder("small", "").weight(1).build());
    VirtualFleet fleet =
        fleet(endpoints, builder -> builder.policy(SelectionPolicies.weightedRandom()));
    windows(fleet, 20, 500);

    assertThat(changes).isEmpty();
    assertThat(fleet.look("big").expectedShare()).isCloseTo(0.9, within(1e-9));
    assertThat(fleet.look("big").recentShare()).isBetween(0.85, 0.95);
  }

  @Test
  void littleTrafficTellsNothingAndIsAddedUp() {
    VirtualFleet fleet = fleet(10, new OffByOne());
    windows(fleet, 9, 10);
    assertThat(fleet.look("a").recentShare()).isNaN();

    windows(fleet, 1, 10);

    assertThat(fleet.look("a").recentShare()).isEqualTo(0.12);
    assertThat(changes).isEmpty();
  }

  // Hysteresis.

  @Test
  void skewMustStayForThreeWindowsAndBeGoneForThree() {
    VirtualFleet fleet = fleet(10, SelectionPolicies.roundRobin());
    SelectionContext pinned = SelectionContext.none().preferring("c");

    window(fleet, 500, pinned);
    window(fleet, 500, pinned);
    window(fleet, 500, SelectionContext.none());
    window(fleet, 500, pinned);
    window(fleet, 500, pinned);
    assertThat(changes).isEmpty();
    assertThat(fleet.balancer.snapshot().deviations()).isNotEmpty();

    window(fleet, 500, pinned);
    assertThat(changes).extracting(SkewChange::skewed).containsExactly(true);
    assertThat(fleet.balancer.snapshot().skewed()).isTrue();

    windows(fleet, 2, 500);
    window(fleet, 500, pinned);
    windows(fleet, 2, 500);
    assertThat(changes).hasSize(1);

    windows(fleet, 1, 500);
    assertThat(changes).extracting(SkewChange::skewed).containsExactly(true, false);
    assertThat(changes.get(1).deviations()).isEmpty();
    assertThat(fleet.balancer.snapshot().skewed()).isFalse();
  }

  @Test
  void itIsNeverLookedForWhereItIsSwitchedOff() {
    VirtualFleet fleet =
        fleet(
            VirtualFleet.endpoints(10),
            builder -> builder.policy(new OffByOne()).skew(SkewPolicy.off()));
    windows(fleet, 20, 500);

    assertThat(changes).isEmpty();
    assertThat(fleet.look("a").recentShare()).isNaN();
  }

  // Causes.

  @Test
  void aClientThatIsPinnedToAnEndpointIsStickiness() {
    VirtualFleet fleet = fleet(10, SelectionPolicies.roundRobin());
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 300; j++) {
        fleet.leaseOn("c").close();
      }
      window(fleet, 300, SelectionContext.none());
    }

    assertThat(causes()).startsWith("c STICKINESS").allMatch(text -> text.endsWith("STICKINESS"));
    ShareDeviation furthest = changes.get(0).deviations().get(0);
    assertThat(furthest.expectedShare()).isEqualTo(0.1);
    assertThat(furthest.observedShare()).isBetween(0.5, 0.6);
    assertThat(furthest)
        .hasToString(
            "c took 55.0 % instead of 10.0 %: keys or preferences hold requests where they are");
  }

  @Test
  void aHotKeyIsStickiness() {
    VirtualFleet fleet = fleet(10, SelectionPolicies.ringHash());
    for (int i = 0; i < 3; i++) {
      window(fleet, 500, SelectionContext.forKey("the one customer"));
    }

    assertThat(causes()).allMatch(text -> text.endsWith("STICKINESS"));
  }

  @Test
  void aCursorThatPassesOverAnEndpointIsUnexplained() {
    VirtualFleet fleet = fleet(10, new OffByOne());
    windows(fleet, 3, 500);

    assertThat(causes()).containsExactly("j UNEXPLAINED");
  }

  @Test
  void aPolicyThatIgnoresTheWeightsIsNamedAsTheCause() {
    List<Endpoint<String>> endpoints =
        List.of(
            Endpoint.builder("big", "").weight(9).build(),
            Endpoint.builder("small", "").weight(1).build());
    VirtualFleet fleet = fleet(endpoints, b -> b.policy(SelectionPolicies.random()));
    windows(fleet, 3, 500);

    assertThat(causes()).containsExactlyInAnyOrder("big WEIGHTS", "small WEIGHTS");
  }

  @Test
  void whatAnEjectedEndpointDoesNotTakeAndTheOthersTakeInstead() {
    VirtualFleet fleet = fleet(2, SelectionPolicies.roundRobin());
    Function<String, Outcome> aIsDead =
        id -> id.equals("a") ? Outcome.connectFailure() : Outcome.success();
    for (int i = 0; i < 3; i++) {
      window(fleet, 500, SelectionContext.none(), aIsDead);
    }

    assertThat(causes()).containsExactlyInAnyOrder("a HEALTH", "b HEALTH");
  }

  @Test
  void anEndpointAtItsLimit() {
    List<Endpoint<String>> endpoints = new ArrayList<>(VirtualFleet.endpoints(5));
    endpoints.add(Endpoint.builder("narrow", "").maxConcurrency(1).build());
    VirtualFleet fleet = fleet(endpoints, b -> b.policy(SelectionPolicies.roundRobin()));
    Lease<String> open = fleet.leaseOn("narrow");
    windows(fleet, 3, 500);

    assertThat(causes()).containsExactly("narrow LIMIT");
    open.close();
  }

  @Test
  void anEndpointThatStartsSlowly() {
    VirtualFleet fleet = fleet(4, SelectionPolicies.roundRobin());
    List<Endpoint<String>> more = new ArrayList<>(VirtualFleet.endpoints(4));
    more.add(VirtualFleet.named("new"));
    fleet.balancer.update(more);
    fleet.pass(WINDOW);
    window(fleet, 2_000, SelectionContext.none());

    assertThat(fleet.balancer.snapshot().deviations())
        .extracting(ShareDeviation::endpointId, ShareDeviation::cause)
        .contains(tuple("new", SkewCause.SLOW_START));
  }

  @Test
  void anEndpointThatAPolicyAvoidsBecauseItFails() {
    VirtualFleet fleet =
        fleet(
            VirtualFleet.endpoints(4),
            builder -> builder.policy(SelectionPolicies.peakEwma()).ejection(EjectionPolicy.off()));
    Function<String, Outcome> aFails = id -> id.equals("a") ? Outcome.failure() : Outcome.success();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 1_000; j++) {
        try (Lease<String> lease = fleet.balancer.select()) {
          fleet.pass(Duration.ofMillis(10));
          lease.report(aFails.apply(lease.endpoint().id()));
        }
      }
    }
    fleet.pass(WINDOW);

    assertThat(fleet.balancer.snapshot().deviations())
        .extracting(ShareDeviation::endpointId, ShareDeviation::cause)
        .contains(tuple("a", SkewCause.FAILURES));
  }

  @Test
  void anEndpointThatAPolicyAvoidsBecauseItIsSlow() {
    VirtualFleet fleet = fleet(4, SelectionPolicies.peakEwma());
    for (int j = 0; j < 4_000; j++) {
      try (Lease<String> lease = fleet.balancer.select()) {
        fleet.pass(Duration.ofMillis(lease.endpoint().id().equals("a") ? 200 : 10));
        lease.report(Outcome.success());
      }
    }

    assertThat(causes()).contains("a LOAD");
  }

  // The set changes.

  @Test
  void aSetThatIsReplacedBeginsAnew() {
    VirtualFleet fleet = fleet(10, SelectionPolicies.roundRobin());
    for (int i = 0; i < 20; i++) {
      String generation = "generation" + i;
      fleet.balancer.update(
          IntStream.range(0, 10).mapToObj(j -> VirtualFleet.named(generation + j)).toList());
      windows(fleet, 1, 500);
    }

    assertThat(changes).isEmpty();
  }

  @Test
  void whoIsOrderedOutOfTrafficIsNotExpectedToTakeAny() {
    VirtualFleet fleet = fleet(4, SelectionPolicies.roundRobin());
    fleet.balancer.disable("a");
    windows(fleet, 10, 500);

    assertThat(changes).isEmpty();
    assertThat(fleet.look("a").expectedShare()).isZero();
    assertThat(fleet.look("b").expectedShare()).isCloseTo(1 / 3.0, within(1e-9));
  }

  @Test
  void policiesTellHowTheyMeanToSpreadTraffic() {
    assertThat(SelectionPolicies.boundedLoad(SelectionPolicies.ringHash(), 1.25).spread())
        .isEqualTo(Spread.BY_KEY);
    assertThat(new OffByOne().spread()).isEqualTo(Spread.BY_WEIGHT);
  }

  @Test
  void refusesNumbersThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SkewPolicy.defaults().withFactor(1))
        .withMessage("factor is 1.0; it must be finite and above 1, which tolerates nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SkewPolicy.defaults().withAdaptiveFactor(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SkewPolicy(WINDOW, 0, 2, 2))
        .withMessage("windows is 0; it must be at least 1");
  }
}

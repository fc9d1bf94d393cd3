package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.SlowStart;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.zone.SubsetPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every policy owes its users, run against a real balancer. Subclasses name the policy. */
abstract class PickerContract {

  private static final long SEED = 20_260_101;

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);

  /** Makes the policy under test. */
  abstract SelectionPolicy policy();

  /** Override for a policy that gives each endpoint a share in proportion to its weight. */
  boolean honoursWeights() {
    return false;
  }

  /**
   * Override only for a policy whose very purpose is to leave endpoints idle. What it exempts from:
   * that everybody gets traffic.
   */
  boolean leavesSomeIdleOnPurpose() {
    return false;
  }

  /** Override for a policy that counts in whole weights. */
  boolean takesFractions() {
    return true;
  }

  /** Override for a policy whose tables would move keys at every step of a slow start. */
  boolean startsSlowly() {
    return !leavesSomeIdleOnPurpose();
  }

  private Balancer<String> balancer(long seed, List<Endpoint<String>> endpoints) {
    return builder(endpoints).random(ScriptedRandom.seeded(seed)).build();
  }

  private BalancerBuilder<String> builder(List<Endpoint<String>> endpoints) {
    return Balancer.<String>builder("contract")
        .endpoints(endpoints)
        .policy(policy())
        .ticker(ticker)
        .scheduler(scheduler);
  }

  private static List<Endpoint<String>> endpoints(int size) {
    return IntStream.range(0, size).mapToObj(i -> Endpoint.of("e" + i, "t" + i)).toList();
  }

  private List<String> picks(Balancer<String> balancer, SelectionContext context, int count) {
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (Lease<String> lease = balancer.select(context)) {
        picks.add(lease.endpoint().id());
        scheduler.advance(Duration.ofMillis(1));
        lease.report(Outcome.success());
      }
    }
    return picks;
  }

  private static Map<String, Integer> shares(List<String> picks) {
    Map<String, Integer> shares = new HashMap<>();
    picks.forEach(id -> shares.merge(id, 1, Integer::sum));
    return shares;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void nobodyStarves(int size) {
    assumeFalse(leavesSomeIdleOnPurpose());
    Balancer<String> balancer = balancer(SEED, endpoints(size));
    assertThat(shares(picks(balancer, SelectionContext.none(), size * 200))).hasSize(size);
  }

  @Test
  void onlyEligibleEndpointsArePicked() {
    Balancer<String> balancer = balancer(SEED, endpoints(4));
    balancer.disable("e1");
    balancer.drain("e3", Duration.ofSeconds(1));
    assertOnly(picks(balancer, SelectionContext.none(), 400), "e0", "e2");
  }

  @Test
  void avoidanceIsRespected() {
    Balancer<String> balancer = balancer(SEED, endpoints(4));
    List<Endpoint<String>> all = endpoints(4);
    SelectionContext context = SelectionContext.none().avoiding(all.get(0), all.get(2));
    assertOnly(picks(balancer, context, 400), "e1", "e3");
  }

  private void assertOnly(List<String> picks, String... ids) {
    if (leavesSomeIdleOnPurpose()) {
      assertThat(picks).isSubsetOf(ids);
    } else {
      assertThat(picks).containsOnly(ids);
    }
  }

  @Test
  void limitsAreRespected() {
    Balancer<String> balancer =
        balancer(
            SEED,
            List.of(Endpoint.builder("e0", "t").maxConcurrency(1).build(), Endpoint.of("e1", "t")));
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(balancer.select());
    }
    assertThat(open.stream().filter(lease -> lease.endpoint().id().equals("e0")).count())
        .isLessThanOrEqualTo(1);
    open.forEach(
        lease -> {
          lease.report(Outcome.success());
          lease.close();
        });
  }

  @Test
  void theSameSeedGivesTheSamePicks() {
    List<String> once = picks(balancer(7, endpoints(5)), SelectionContext.none(), 300);
    List<String> again = picks(balancer(7, endpoints(5)), SelectionContext.none(), 300);
    assertThat(again).isEqualTo(once);
  }

  @Test
  void weightZeroGetsNothing() {
    Balancer<String> balancer =
        balancer(
            SEED,
            List.of(
                Endpoint.builder("e0", "t").weight(0).build(),
                Endpoint.builder("e1", "t").weight(takesFractions() ? 1e-9 : 1).build(),
                Endpoint.builder("e2", "t").weight(1).build()));
    assertThat(picks(balancer, SelectionContext.none(), 500)).doesNotContain("e0");
  }

  @Test
  void anEndpointThatIsListedTwiceCountsOnce() {
    assumeFalse(leavesSomeIdleOnPurpose());
    List<Endpoint<String>> twice = new ArrayList<>(endpoints(3));
    twice.add(0, Endpoint.of("e2", "t2"));
    Map<String, Integer> shares =
        shares(picks(balancer(SEED, twice), SelectionContext.none(), 900));
    assertThat(shares.values()).hasSize(3).allMatch(count -> count > 200 && count < 400);
  }

  /** Cursors start where chance says; these are the places where arithmetic goes wrong. */
  @ParameterizedTest
  @ValueSource(
      longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fff_fff0_7fff_fff0L, 0xffff_fff0L})
  void aStartNextToTheEndOfTheNumbersIsServed(long first) {
    for (int size : new int[] {3, 5, 7}) {
      ScriptedRandom seeded = ScriptedRandom.seeded(SEED);
      AtomicInteger draws = new AtomicInteger();
      Balancer<String> balancer =
          builder(endpoints(size))
              .random(() -> draws.getAndIncrement() < 3 ? first : seeded.nextLong())
              .build();
      Map<String, Integer> shares = shares(picks(balancer, SelectionContext.none(), size * 100));
      assertThat(shares.keySet()).isSubsetOf(endpoints(size).stream().map(Endpoint::id).toList());
      if (!leavesSomeIdleOnPurpose()) {
        assertThat(shares).hasSize(size);
      }
    }
  }

  @Test
  void allWeightsZeroIsUniform() {
    assumeFalse(leavesSomeIdleOnPurpose());
    Balancer<String> balancer =
        balancer(
            SEED,
            IntStream.range(0, 3)
                .mapToObj(i -> Endpoint.builder("e" + i, "t").weight(0).build())
                .toList());
    assertThat(shares(picks(balancer, SelectionContext.none(), 900)).values())
        .hasSize(3)
        .allMatch(count -> count > 200 && count < 400);
  }

  /** Light load is one request at a time, heavy load fifty of them on four endpoints. */
  @ParameterizedTest
  @ValueSource(ints = {1, 50})
  void sharesFollowTheWeightsInTheLongRun(int concurrency) {
    assumeTrue(honoursWeights());
    List<Endpoint<String>> weighted =
        IntStream.rangeClosed(1, 4)
            .mapToObj(i -> Endpoint.builder("e" + i, "t").weight(i).build())
            .toList();
    Balancer<String> balancer = balancer(SEED, weighted);
    Map<String, Integer> shares = new HashMap<>();
    ArrayDeque<Lease<String>> open = new ArrayDeque<>();
    int picks = 20_000;
    for (int i = 0; i < picks; i++) {
      Lease<String> lease = balancer.select();
      shares.merge(lease.endpoint().id(), 1, Integer::sum);
      open.add(lease);
      scheduler.advance(Duration.ofMillis(1));
      if (open.size() == concurrency) {
        Lease<String> oldest = open.remove();
        oldest.report(Outcome.success());
        oldest.close();
      }
    }
    open.forEach(Lease::close);
    for (int i = 1; i <= 4; i++) {
      assertThat(shares.get("e" + i)).isCloseTo(picks * i / 10, withinPercentage(10));
    }
  }

  @Test
  void aNewcomerGetsLittleAtFirstAndItsShareInTheEnd() {
    assumeTrue(startsSlowly());
    Balancer<String> balancer = balancer(SEED, endpoints(9));
    picks(balancer, SelectionContext.none(), 300);
    balancer.update(endpoints(10));
    List<String> atFirst = picks(balancer, SelectionContext.none(), 3000);
    assertThat(shares(atFirst).get("e9")).isBetween(1, 100);
    scheduler.advance(SlowStart.defaults().window());
    List<String> inTheEnd = picks(balancer, SelectionContext.none(), 3000);
    assertThat(shares(inTheEnd).get("e9")).isGreaterThan(200);
  }

  @Test
  void hugeRatiosOfWeightsAreServed() {
    assumeTrue(takesFractions());
    Balancer<String> balancer =
        balancer(
            SEED,
            List.of(
                Endpoint.builder("e0", "t").weight(1).build(),
                Endpoint.builder("e1", "t").weight(1e9).build(),
                Endpoint.builder("e2", "t").weight(Double.MAX_VALUE).build(),
                Endpoint.builder("e3", "t").weight(Double.MIN_VALUE).build()));
    assertThat(picks(balancer, SelectionContext.none(), 200)).hasSize(200);
  }

  @Test
  void aChangeOfTheSetIsServedAtOnceAndOnlyMembersArePicked() {
    Balancer<String> balancer = balancer(SEED, endpoints(3));
    for (int size : new int[] {5, 2, 1, 7, 3}) {
      picks(balancer, SelectionContext.none(), 10);
      balancer.update(endpoints(size));
      List<String> ids = endpoints(size).stream().map(Endpoint::id).toList();
      assertThat(ids).containsAll(picks(balancer, SelectionContext.none(), 50));
    }
  }

  @Test
  void changesDoNotRestartAtTheFirstEndpoint() {
    assumeFalse(leavesSomeIdleOnPurpose());
    Balancer<String> balancer = balancer(SEED, endpoints(4));
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      // Not the same set: that would be no change.
      balancer.update(
          List.of(
              Endpoint.of("e0", "round " + i),
              Endpoint.of("e1", "t1"),
              Endpoint.of("e2", "t2"),
              Endpoint.of("e3", "t3")));
      picks.addAll(picks(balancer, SelectionContext.none(), 1));
    }
    assertThat(shares(picks).values()).allMatch(count -> count > 40);
    assertThat(shares(picks)).hasSize(4);
  }

  private static Endpoint<String> coloured(String id, double weight, String colour) {
    return Endpoint.builder(id, "t").weight(weight).metadata(Map.of("colour", colour)).build();
  }

  /** Red endpoints e1 … of weights 1 …, each between two blue ones. */
  private static List<Endpoint<String>> colours(int reds, boolean weighted) {
    List<Endpoint<String>> all = new ArrayList<>();
    for (int i = 1; i <= reds; i++) {
      all.add(coloured("blue" + i, 7, "blue"));
      all.add(coloured("e" + i, weighted ? i : 1, "red"));
    }
    all.add(coloured("blue", 7, "blue"));
    return all;
  }

  private static final SelectionContext RED = SelectionContext.none().requiring("colour", "red");

  private Balancer<String> withSubsets(List<Endpoint<String>> endpoints) {
    return builder(endpoints)
        .random(ScriptedRandom.seeded(SEED))
        .subsets(SubsetPolicy.by("colour"))
        .build();
  }

  @Test
  void aSubsetIsServedByItsOwnAndNobodyInItStarves() {
    Balancer<String> balancer = withSubsets(colours(4, false));
    assertOnly(picks(balancer, RED, 800), "e1", "e2", "e3", "e4");
    balancer.disable("e2");
    assertOnly(picks(balancer, RED, 600), "e1", "e3", "e4");
  }

  @Test
  void sharesWithinASubsetFollowTheWeights() {
    assumeTrue(honoursWeights());
    Balancer<String> balancer = withSubsets(colours(4, true));
    int picks = 20_000;
    Map<String, Integer> shares = shares(picks(balancer, RED, picks));
    for (int i = 1; i <= 4; i++) {
      assertThat(shares.get("e" + i)).isCloseTo(picks * i / 10, withinPercentage(10));
    }
  }

  @Test
  void changesElsewhereDoNotRestartASubset() {
    assumeFalse(leavesSomeIdleOnPurpose());
    Balancer<String> balancer = withSubsets(colours(4, false));
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      List<Endpoint<String>> changed = colours(4, false);
      changed.add(Endpoint.of("other", "round " + i));
      balancer.update(changed);
      picks.addAll(picks(balancer, RED, 1));
    }
    assertThat(shares(picks)).hasSize(4);
    assertThat(shares(picks).values()).allMatch(count -> count > 40);
  }

  @Test
  void aNewcomerOfASubsetGetsLittleAtFirst() {
    assumeTrue(startsSlowly());
    Balancer<String> balancer = withSubsets(colours(8, false));
    picks(balancer, RED, 300);
    balancer.update(colours(9, false));
    assertThat(shares(picks(balancer, RED, 3000)).get("e9")).isBetween(1, 120);
  }

  @Test
  void anEndpointThatFailsInAnInstantIsNoMagnet() {
    Balancer<String> balancer = balancer(SEED, endpoints(10));
    int onTheBlackHole = 0;
    for (int i = 0; i < 5000; i++) {
      try (Lease<String> lease = balancer.select()) {
        boolean bad = lease.endpoint().id().equals("e0");
        onTheBlackHole += bad ? 1 : 0;
        scheduler.advance(bad ? Duration.ofNanos(10_000) : Duration.ofMillis(10));
        lease.report(bad ? Outcome.failure() : Outcome.success());
      }
    }
    assertThat(onTheBlackHole).isLessThanOrEqualTo(50);
  }
}

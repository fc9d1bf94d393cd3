package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.LatencyOutlier;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.limit.Gradient2;
import io.lb4j.limit.RateLimit;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.request.ServerState;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.time.Ticker;
import io.lb4j.zone.CapacityPolicy;
import io.lb4j.zone.RegionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is read for those who want to know how long attempts take, and for nobody else. */
final class UntimedLeaseTest {

  private static final Duration MILLI = Duration.ofMillis(1);

  /** Counts how often the fake clock is read. */
  private static final class CountingTicker implements Ticker {

    private final FakeTicker clock;
    private int readings;

    CountingTicker(FakeTicker clock) {
      this.clock = clock;
    }

    @Override
    public long nanoTime() {
      readings++;
      return clock.nanoTime();
    }
  }

  private final FakeTicker clock = new FakeTicker();
  private final CountingTicker ticker = new CountingTicker(clock);

  private Balancer<String> balancer(UnaryOperator<BalancerBuilder<String>> configure) {
    return balancer(VirtualFleet.endpoints(3), configure);
  }

  private Balancer<String> balancer(
      List<Endpoint<String>> endpoints, UnaryOperator<BalancerBuilder<String>> configure) {
    return configure
        .apply(
            Balancer.<String>builder("untimed")
                .policy(SelectionPolicies.roundRobin())
                .endpoints(endpoints)
                .scheduler(new ManualScheduler(clock))
                .wallClock(clock)
                .ticker(ticker))
        .build();
  }

  private int readings(Balancer<String> balancer, Outcome outcome) {
    int before = ticker.readings;
    try (Lease<String> lease = balancer.select(SelectionContext.forKey("customer"))) {
      lease.report(outcome);
    }
    return ticker.readings - before;
  }

  private static List<SelectionPolicy> policiesThatNeedNoLatency() {
    return List.of(
        SelectionPolicies.roundRobin(),
        SelectionPolicies.smoothWeightedRoundRobin(),
        SelectionPolicies.random(),
        SelectionPolicies.powerOfTwoChoices(),
        SelectionPolicies.leastRequests(),
        SelectionPolicies.weightedLeastRequests(1),
        SelectionPolicies.leastConnections(),
        SelectionPolicies.pinUntilError(),
        SelectionPolicies.reportedLoad(),
        SelectionPolicies.ringHash(),
        SelectionPolicies.maglev(),
        SelectionPolicies.boundedLoad(SelectionPolicies.ringHash(), 1.25));
  }

  @ParameterizedTest
  @MethodSource("policiesThatNeedNoLatency")
  void aCallThatGoesWellReadsNoClock(SelectionPolicy policy) {
    try (Balancer<String> balancer = balancer(builder -> builder.policy(policy))) {
      assertThat(readings(balancer, Outcome.success())).isZero();
    }
  }

  private static List<SelectionPolicy> policiesThatGoByLatency() {
    return List.of(
        SelectionPolicies.peakEwma(),
        SelectionPolicies.leastResponseTime(),
        SelectionPolicies.c3());
  }

  @ParameterizedTest
  @MethodSource("policiesThatGoByLatency")
  void policiesThatGoByLatencyReadItTwice(SelectionPolicy policy) {
    try (Balancer<String> balancer = balancer(builder -> builder.policy(policy))) {
      assertThat(readings(balancer, Outcome.success())).isEqualTo(2);
    }
  }

  @Test
  void aFailureIsNotedWithItsTimeAndSoAreTheSuccessesThatMakeUpForIt() {
    try (Balancer<String> balancer =
        balancer(
            VirtualFleet.endpoints(1),
            builder -> builder.policy(SelectionPolicies.powerOfTwoChoices()))) {
      assertThat(readings(balancer, Outcome.failure())).isPositive();
      assertThat(readings(balancer, Outcome.success())).isEqualTo(1);
      for (int i = 0; i < 40; i++) {
        readings(balancer, Outcome.success());
      }
      assertThat(readings(balancer, Outcome.success())).isZero();
    }
  }

  @Test
  void aLimitOfConcurrencyNeedsNoClock() {
    Endpoint<String> limited = Endpoint.builder("a", "a").maxConcurrency(1).build();
    try (Balancer<String> balancer = balancer(List.of(limited), builder -> builder)) {
      assertThat(readings(balancer, Outcome.success())).isZero();
    }
  }

  private static Map<String, UnaryOperator<BalancerBuilder<String>>> whoNeedsThem() {
    return Map.of(
        "a judge of latencies",
        b -> b.ejection(EjectionPolicy.defaults().withJudges(LatencyOutlier.defaults())),
        "a rate",
        b -> b.endpointRateLimit(RateLimit.perSecond(1000)),
        "an adaptive limit",
        b -> b.adaptiveLimit(Gradient2.defaults()),
        "a breaker",
        b -> b.breakers(new CountingBreakers()),
        "the throttle",
        b -> b.throttle(AdaptiveThrottle.defaults()),
        "advice on capacity",
        b -> b.capacity(CapacityPolicy.ofConcurrency(8)),
        "regions",
        b -> b.localities(RegionPolicy.at("here")),
        "a time limit of leases",
        b -> b.leaseTimeLimit(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a judge of latencies",
        "a rate",
        "an adaptive limit",
        "a breaker",
        "the throttle",
        "advice on capacity",
        "regions",
        "a time limit of leases"
      })
  void itIsReadAtSelectionAndReportFor(String who) {
    UnaryOperator<BalancerBuilder<String>> asked = Objects.requireNonNull(whoNeedsThem().get(who));
    try (Balancer<String> balancer = balancer(asked)) {
      int before = ticker.readings;
      Lease<String> lease = balancer.select();
      int selected = ticker.readings;
      assertThat(selected).isGreaterThan(before);
      lease.report(Outcome.success());
      assertThat(ticker.readings).isGreaterThan(selected);
      lease.close();
    }
  }

  @Test
  void anObserverHearsOfLeasesThatAreSelectedWhileItListens() {
    List<Duration> heard = new ArrayList<>();
    LeaseObserver observer =
        (endpoint, attempt, outcome, latencyNanos) -> heard.add(Duration.ofNanos(latencyNanos));
    try (Balancer<String> balancer = balancer(builder -> builder)) {
      Lease<String> before = balancer.select();
      balancer.addObserver(observer);
      Lease<String> meanwhile = balancer.select();
      clock.advance(MILLI);
      end(before);
      end(meanwhile);
      assertThat(heard).containsExactly(MILLI);
      balancer.removeObserver(observer);
      assertThat(readings(balancer, Outcome.success())).isZero();
    }
  }

  @Test
  void oneOfTwoObserversThatGoesLeavesTheOther() {
    List<Duration> heard = new ArrayList<>();
    LeaseObserver one = (endpoint, attempt, outcome, latencyNanos) -> {};
    LeaseObserver other =
        (endpoint, attempt, outcome, latencyNanos) -> heard.add(Duration.ofNanos(latencyNanos));
    try (Balancer<String> balancer = balancer(builder -> builder)) {
      balancer.addObserver(one);
      balancer.addObserver(other);
      balancer.removeObserver(one);
      end(balancer.select());
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void tracesHaveALatency() {
    try (Balancer<String> balancer = balancer(builder -> builder.traces(LeaseTraces.oneIn(1)))) {
      Lease<String> lease = balancer.select();
      clock.advance(MILLI);
      end(lease);
      assertThat(balancer.traces())
          .singleElement()
          .satisfies(t -> assertThat(t.latency()).isEqualTo(MILLI));
    }
  }

  @Test
  void whatAServerSaidIsTakenBackByAnswersToLaterRequestsOnly() {
    try (Balancer<String> balancer = balancer(VirtualFleet.endpoints(1), builder -> builder)) {
      Lease<String> earlier = balancer.select();
      Lease<String> first = balancer.select();
      first.report(Outcome.success().withServerState(ServerState.DEGRADED));
      first.close();
      Lease<String> later = balancer.select();
      assertThat(hasWord(balancer)).isTrue();
      end(earlier);
      assertThat(hasWord(balancer)).isTrue();
      end(later);
      assertThat(hasWord(balancer)).isFalse();
    }
  }

  @Test
  void orByOneThatSaysSo() {
    try (Balancer<String> balancer = balancer(VirtualFleet.endpoints(1), builder -> builder)) {
      Lease<String> earlier = balancer.select();
      Lease<String> first = balancer.select();
      first.report(Outcome.success().withServerState(ServerState.DEGRADED));
      first.close();
      earlier.report(Outcome.success().withServerState(ServerState.READY));
      earlier.close();
      assertThat(hasWord(balancer)).isFalse();
    }
  }

  private static boolean hasWord(Balancer<String> balancer) {
    EndpointState<String> state = ((DefaultBalancer<String>) balancer).table().members().get("a");
    return state != null && state.serverWord() != null;
  }

  private static void end(Lease<String> lease) {
    lease.report(Outcome.success());
    lease.close();
  }

  /** A policy whose cells do as the test says. */
  private record Watched(LoadCell cell) implements SelectionPolicy {

    @Override
    public String name() {
      return "watched";
    }

    @Override
    public LoadCell newCell() {
      return cell;
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      return (context, attempt) -> 0;
    }
  }

  private static class Cell implements LoadCell {

    final List<Duration> learned = new ArrayList<>();

    @Override
    public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
      learned.add(Duration.ofNanos(latencyNanos));
    }

    @Override
    public void forget() {}
  }

  private void call(Cell cell) {
    try (Balancer<String> balancer = balancer(builder -> builder.policy(new Watched(cell)))) {
      Lease<String> lease = balancer.select();
      clock.advance(MILLI);
      end(lease);
    }
  }

  @Test
  void cellsThatDoNotSayOtherwiseGetLatencies() {
    Cell cell = new Cell();
    call(cell);
    assertThat(cell.learned).containsExactly(MILLI);
  }

  @Test
  void cellsThatNeedNoneMayGetNone() {
    Cell cell =
        new Cell() {
          @Override
          public boolean needsLatency() {
            return false;
          }
        };
    call(cell);
    assertThat(cell.learned).containsExactly(Duration.ZERO);
  }

  @Test
  void cellsThatThrowWhenTheyAreAskedGetEverything() {
    Cell needy =
        new Cell() {
          @Override
          public boolean needsLatency() {
            throw new IllegalStateException("of the test");
          }
        };
    call(needy);
    assertThat(needy.learned).containsExactly(MILLI);
    Cell eager =
        new Cell() {
          @Override
          public boolean needsLatency() {
            return false;
          }

          @Override
          public boolean learnsFrom(Outcome outcome) {
            throw new IllegalStateException("of the test");
          }
        };
    call(eager);
    assertThat(eager.learned).hasSize(1);
  }
}

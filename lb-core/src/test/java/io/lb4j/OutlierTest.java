package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.EndpointWindow;
import io.lb4j.health.FailureOrigin;
import io.lb4j.health.FailurePercentage;
import io.lb4j.health.HealthState;
import io.lb4j.health.LatencyOutlier;
import io.lb4j.health.MaxFails;
import io.lb4j.health.Outlier;
import io.lb4j.health.OutlierJudge;
import io.lb4j.health.SlowStart;
import io.lb4j.health.SuccessRateOutlier;
import io.lb4j.health.Verdict;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** How endpoints that do worse than the others are found once per interval, and what follows. */
final class OutlierTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PAST_EJECTION = Duration.ofSeconds(31);

  /** Judges alone: runs of failures eject nobody. */
  private static EjectionPolicy judgedBy(OutlierJudge... judges) {
    return EjectionPolicy.off().withJudges(judges);
  }

  private static VirtualFleet fleet(int size, EjectionPolicy ejection) {
    return new VirtualFleet(
        size, builder -> builder.ejection(ejection).policy(SelectionPolicies.roundRobin()));
  }

  /** Each endpoint gets 100 requests, of which so many go well. */
  private static void serve(VirtualFleet fleet, int... successes) {
    for (int i = 0; i < successes.length; i++) {
      if (fleet.stateOf(VirtualFleet.id(i)) == HealthState.HEALTHY) {
        fleet.report(VirtualFleet.id(i), Outcome.success(), successes[i]);
        fleet.report(VirtualFleet.id(i), Outcome.failure(), 100 - successes[i]);
      }
    }
  }

  private static List<String> ejected(VirtualFleet fleet) {
    return fleet.balancer.snapshot().endpoints().stream()
        .filter(endpoint -> endpoint.state() == HealthState.EJECTED)
        .map(endpoint -> endpoint.id())
        .toList();
  }

  private static Duration timeOut(VirtualFleet fleet, String id) {
    Verdict verdict = fleet.look(id).verdicts().get(0);
    return Duration.between(verdict.since(), verdict.until());
  }

  // When.

  @Test
  void byDefaultAnOutlierIsEjectedAtTheEndOfTheInterval() {
    VirtualFleet fleet = new VirtualFleet(5);
    for (int i = 0; i < 50; i++) {
      fleet.report("a", Outcome.failure(), 1);
      fleet.report("a", Outcome.success(), 1);
    }
    for (String other : List.of("b", "c", "d", "e")) {
      fleet.report(other, Outcome.success(), 100);
    }
    fleet.pass(INTERVAL.minusMillis(1));
    assertThat(ejected(fleet)).isEmpty();
    fleet.pass(Duration.ofMillis(1));
    assertThat(ejected(fleet)).containsExactly("a");
    assertThat(fleet.look("a").serving()).isFalse();
    assertThat(fleet.look("a").verdicts())
        .extracting(Verdict::reason)
        .containsExactly("success rate 50.0 % of 100 requests, mean of 5 endpoints 90.0 %");
    assertThat(timeOut(fleet, "a")).isBetween(Duration.ofSeconds(27), Duration.ofSeconds(30));
    assertThat(fleet.stateChanges)
        .extracting(StateChange::endpointId, StateChange::to)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("a", HealthState.EJECTED));
    assertThat(fleet.traffic(200, Duration.ofMillis(1), id -> Outcome.success()))
        .doesNotContainKey("a");
  }

  @Test
  void whatHappenedInAnotherIntervalDoesNotAddUp() {
    VirtualFleet fleet = fleet(5, judgedBy(MaxFails.of(10)));
    fleet.report("a", Outcome.failure(), 9);
    fleet.pass(INTERVAL);
    fleet.report("a", Outcome.failure(), 9);
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).isEmpty();
    fleet.report("a", Outcome.failure(), 10);
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).containsExactly("a");
  }

  @Test
  void nginxEjectsForTheTimeInWhichItCounts() {
    Duration failTimeout = Duration.ofSeconds(20);
    VirtualFleet fleet =
        fleet(
            3,
            EjectionPolicy.off()
                .withJudges(MaxFails.of(3))
                .withInterval(failTimeout)
                .withDurations(failTimeout, failTimeout));
    fleet.report("a", Outcome.failure(), 3);
    fleet.report("a", Outcome.success(), 500);
    fleet.pass(failTimeout);
    assertThat(ejected(fleet)).containsExactly("a");
    assertThat(timeOut(fleet, "a")).isBetween(Duration.ofSeconds(18), failTimeout);
  }

  @Test
  void failuresInARowStillEjectAtOnceAndAreNotJudgedAgain() {
    VirtualFleet fleet = new VirtualFleet(5);
    serve(fleet, 50, 100, 100, 100, 100);
    assertThat(fleet.look("a").verdicts())
        .extracting(Verdict::reason)
        .containsExactly("5 failures in a row");
    fleet.pass(INTERVAL);
    assertThat(fleet.look("a").ejections()).isEqualTo(1);
  }

  @Test
  void offFindsNobody() {
    VirtualFleet fleet = fleet(5, EjectionPolicy.off());
    serve(fleet, 0, 100, 100, 100, 100);
    fleet.pass(INTERVAL.multipliedBy(3));
    assertThat(ejected(fleet)).isEmpty();
  }

  // How many.

  @ParameterizedTest
  @CsvSource({
    "1,10", "1,50", "1,100", "2,10", "2,50", "2,100", "3,10", "3,50", "3,100", "5,10", "5,50",
    "5,100", "10,10", "10,50", "10,100"
  })
  void judgesEjectNoMoreThanTheShareRoundedDown(int size, int percent) {
    FailurePercentage judge = FailurePercentage.defaults().withMinHosts(1);
    VirtualFleet fleet = fleet(size, judgedBy(judge).withMaxEjectedShare(percent / 100.0));
    for (int i = 0; i < 3; i++) {
      serve(fleet, new int[size]);
      fleet.pass(INTERVAL);
      assertThat(ejected(fleet)).hasSize(size * percent / 100);
    }
  }

  @Test
  void ofTwoOutliersTheWorseGoesWhenThereIsRoomForOne() {
    int[] rates = IntStream.range(0, 10).map(i -> i == 2 ? 30 : i == 8 ? 10 : 100).toArray();
    OutlierJudge judge = new SuccessRateOutlier(FailureOrigin.ANY, 5, 100, 1, 0);
    VirtualFleet strict = fleet(10, judgedBy(judge).withMaxEjectedShare(0.1));
    serve(strict, rates);
    strict.pass(INTERVAL);
    assertThat(ejected(strict)).containsExactly("i");
    VirtualFleet free = fleet(10, judgedBy(judge).withMaxEjectedShare(0.2));
    serve(free, rates);
    free.pass(INTERVAL);
    assertThat(ejected(free)).containsExactly("c", "i");
  }

  @Test
  void theFirstJudgesOutliersGoFirst() {
    OutlierJudge saysB = windows -> List.of(new Outlier("b", "first"));
    OutlierJudge saysAAndB =
        windows -> List.of(new Outlier("a", "second"), new Outlier("b", "second"));
    VirtualFleet fleet = fleet(4, judgedBy(saysB, saysAAndB).withMaxEjectedShare(0.25));
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).containsExactly("b");
    assertThat(fleet.look("b").verdicts()).extracting(Verdict::reason).containsExactly("first");
  }

  @Test
  void whereAllAreEquallyBadTheSuccessRateEjectsNobody() {
    VirtualFleet fleet = fleet(10, judgedBy(SuccessRateOutlier.defaults()));
    for (int i = 0; i < 5; i++) {
      serve(fleet, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40);
      fleet.pass(INTERVAL);
    }
    assertThat(ejected(fleet)).isEmpty();
  }

  // Whom.

  @Test
  void judgesSeeThoseInTrafficIdleOnesIncluded() {
    List<List<String>> seen = new ArrayList<>();
    OutlierJudge observer =
        windows -> {
          seen.add(windows.stream().map(window -> window.endpoint().id()).toList());
          return List.of();
        };
    VirtualFleet fleet =
        fleet(6, EjectionPolicy.defaults().withJudges(observer).withInterval(INTERVAL));
    fleet.report("b", Outcome.failure(), 5);
    fleet.balancer.disable("d");
    fleet.balancer.drain("e", Duration.ofMinutes(1));
    fleet.pass(INTERVAL);
    assertThat(seen).containsExactly(List.of("a", "c", "f"));
  }

  @Test
  void anEndpointThatJoinsIsJudgedByWhatItDidSince() {
    VirtualFleet fleet = fleet(4, judgedBy(MaxFails.of(10)));
    fleet.pass(Duration.ofSeconds(5));
    fleet.balancer.update(VirtualFleet.endpoints(5));
    fleet.report("e", Outcome.failure(), 10);
    fleet.pass(Duration.ofSeconds(5));
    assertThat(ejected(fleet)).containsExactly("e");
  }

  @Test
  void whoWasAwayStartsAFreshWindow() {
    VirtualFleet fleet = fleet(5, judgedBy(MaxFails.of(10)));
    fleet.report("e", Outcome.failure(), 9);
    fleet.balancer.update(VirtualFleet.endpoints(4));
    fleet.pass(Duration.ofSeconds(5));
    fleet.balancer.update(VirtualFleet.endpoints(5));
    fleet.report("e", Outcome.failure(), 1);
    fleet.pass(Duration.ofSeconds(5));
    assertThat(ejected(fleet)).isEmpty();
    fleet.report("e", Outcome.failure(), 9);
    fleet.balancer.update(VirtualFleet.endpoints(4));
    fleet.pass(INTERVAL.plusSeconds(5));
    fleet.balancer.update(VirtualFleet.endpoints(5));
    fleet.report("e", Outcome.failure(), 1);
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).isEmpty();
  }

  @Test
  void whoComesBackStartsAFreshWindow() {
    VirtualFleet fleet = fleet(4, judgedBy(MaxFails.of(10)));
    List<Lease<String>> late = IntStream.range(0, 9).mapToObj(i -> fleet.leaseOn("a")).toList();
    fleet.report("a", Outcome.failure(), 10);
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).containsExactly("a");
    fleet.pass(PAST_EJECTION);
    for (Lease<String> lease : late) {
      lease.report(Outcome.timeout());
      lease.close();
    }
    fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.report("a", Outcome.failure(), 1);
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).isEmpty();
  }

  // Latency.

  /** Each endpoint answers 100 requests, a after half a second and the others after 20 ms. */
  private static void serveSlowlyOnA(VirtualFleet fleet, int size) {
    for (int i = 0; i < size; i++) {
      List<Lease<String>> leases = new ArrayList<>();
      for (int request = 0; request < 100; request++) {
        leases.add(fleet.leaseOn(VirtualFleet.id(i)));
      }
      fleet.pass(Duration.ofMillis(i == 0 ? 500 : 20));
      for (Lease<String> lease : leases) {
        lease.report(Outcome.success());
        lease.close();
      }
    }
  }

  @Test
  void anEndpointMuchSlowerThanTheOthersIsEjected() {
    VirtualFleet fleet = fleet(5, judgedBy(LatencyOutlier.defaults()));
    serveSlowlyOnA(fleet, 5);
    fleet.pass(INTERVAL);
    assertThat(fleet.look("a").verdicts())
        .extracting(Verdict::reason)
        .containsExactly("mean latency 500.0 ms of 100 successes, median of 5 endpoints 20.0 ms");
    assertThat(ejected(fleet)).containsExactly("a");
  }

  @Test
  void whoMayBeSlowForWantOfWarmCachesIsNotJudgedByLatency() {
    SlowStart brief = SlowStart.defaults().withWindow(Duration.ofSeconds(5));
    VirtualFleet fleet =
        new VirtualFleet(
            VirtualFleet.endpoints(6).subList(1, 6),
            builder -> builder.ejection(judgedBy(LatencyOutlier.defaults())).slowStart(brief));
    fleet.balancer.update(VirtualFleet.endpoints(6));
    serveSlowlyOnA(fleet, 6);
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).as("its slow start ended within the interval").isEmpty();
    serveSlowlyOnA(fleet, 6);
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).containsExactly("a");
  }

  @Test
  void latenciesAreMeasuredOnlyWhenAJudgeNeedsThemAndOnlyOfSuccesses() {
    List<EndpointWindow> seen = new ArrayList<>();
    OutlierJudge observer =
        windows -> {
          seen.add(windows.get(0));
          return List.of();
        };
    for (EjectionPolicy policy :
        List.of(judgedBy(observer), judgedBy(observer, LatencyOutlier.defaults()))) {
      VirtualFleet fleet = fleet(1, policy);
      for (Outcome outcome :
          List.of(Outcome.success(), Outcome.failure(), Outcome.timeout(), Outcome.ignored())) {
        try (Lease<String> lease = fleet.leaseOn("a")) {
          fleet.pass(Duration.ofMillis(outcome.isSuccess() ? 100 : 700));
          lease.report(outcome);
        }
      }
      fleet.pass(INTERVAL);
    }
    assertThat(seen).extracting(EndpointWindow::timed).containsExactly(0L, 1L);
    assertThat(seen.get(0).meanLatencyNanos()).isNaN();
    assertThat(seen.get(1).meanLatencyNanos()).isBetween(99.9e6, 100.1e6);
  }

  // For how long.

  @Test
  void anEndpointThatStaysBadIsTriedEverMoreRarelyAndNobodyElseIsEjected() {
    VirtualFleet fleet = fleet(10, judgedBy(SuccessRateOutlier.defaults()));
    int[] calls = new int[1];
    Function<String, Outcome> aThirdOfA =
        id -> id.equals("a") && calls[0]++ % 3 == 0 ? Outcome.failure() : Outcome.success();
    fleet.traffic(200_000, Duration.ofMillis(6), aThirdOfA);
    assertThat(fleet.stateChanges).extracting(StateChange::endpointId).containsOnly("a");
    List<Duration> out = new ArrayList<>();
    List<StateChange> changes = fleet.stateChanges;
    for (int i = 0; i + 1 < changes.size(); i++) {
      if (changes.get(i).to() == HealthState.EJECTED) {
        out.add(Duration.between(changes.get(i).at(), changes.get(i + 1).at()));
      }
    }
    // 20 minutes hold 30 + 60 + 120 + 240 + 300 + 300 s out, and as many slow starts.
    assertThat(out).hasSizeBetween(5, 7);
    assertThat(out.subList(0, 4)).isSorted();
    assertThat(out.get(3)).isGreaterThan(Duration.ofSeconds(200));
  }

  @Test
  void servingWellForAWhileIsForgiven() {
    VirtualFleet fleet =
        new VirtualFleet(
            4, builder -> builder.ejection(judgedBy(MaxFails.of(5))).slowStart(SlowStart.off()));
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(INTERVAL.plus(PAST_EJECTION));
    fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    fleet.pass(Duration.ofSeconds(90));
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(INTERVAL);
    assertThat(timeOut(fleet, "a")).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }

  // Users' judges.

  private final Logger logger = (Logger) LoggerFactory.getLogger(Balancer.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void captureTheLog() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void releaseTheLog() {
    logger.detachAppender(log);
  }

  private long warnings() {
    return log.list.stream()
        .filter(event -> event.getFormattedMessage().contains("the outlier judge"))
        .count();
  }

  @Test
  @SuppressWarnings("NullAway")
  void aBrokenJudgeIsLoggedOnceAndTheOthersAreHeard() {
    OutlierJudge throwing =
        windows -> {
          throw new IllegalStateException("a bug of the user's");
        };
    OutlierJudge silent = windows -> null;
    OutlierJudge withHoles = windows -> Arrays.asList(new Outlier("b", "never heard"), null);
    OutlierJudge vandal =
        windows -> {
          windows.clear();
          return List.of();
        };
    OutlierJudge good = MaxFails.of(1);
    VirtualFleet fleet = fleet(4, judgedBy(throwing, silent, withHoles, vandal, good));
    fleet.report("a", Outcome.failure(), 1);
    fleet.pass(INTERVAL.multipliedBy(2));
    assertThat(ejected(fleet)).containsExactly("a");
    assertThat(warnings()).as("one for each broken judge, in two intervals").isEqualTo(4);
  }

  @Test
  void strangersAndThoseAlreadyOutAreNotEjected() {
    OutlierJudge confused =
        windows ->
            List.of(
                new Outlier("nobody", "unknown"),
                new Outlier("a", "line one\nline two"),
                new Outlier("a", "twice"),
                new Outlier("c", "disabled"));
    VirtualFleet fleet = fleet(8, judgedBy(confused));
    fleet.balancer.disable("c");
    fleet.pass(INTERVAL.multipliedBy(2));
    assertThat(ejected(fleet)).containsExactly("a");
    assertThat(fleet.look("a").ejections()).isEqualTo(1);
    assertThat(fleet.look("a").verdicts())
        .extracting(Verdict::reason)
        .containsExactly("line one\\u000aline two");
  }

  @Test
  void aJudgeMayCompareByZoneOrMetadata() {
    OutlierJudge canaries =
        windows ->
            windows.stream()
                .map(EndpointWindow::endpoint)
                .filter(endpoint -> "canary".equals(endpoint.metadata().get("track")))
                .map(endpoint -> new Outlier(endpoint.id(), "a canary"))
                .toList();
    VirtualFleet fleet =
        new VirtualFleet(
            List.of(
                VirtualFleet.named("a"),
                io.lb4j.endpoint.Endpoint.builder("b", "b")
                    .metadata(Map.of("track", "canary"))
                    .build()),
            builder -> builder.ejection(judgedBy(canaries)));
    fleet.pass(INTERVAL);
    assertThat(ejected(fleet)).containsExactly("b");
  }

  @Test
  void aJudgeThatChangesTheSetEjectsNobodyWhoLeft() {
    VirtualFleet[] fleet = new VirtualFleet[1];
    OutlierJudge meddler =
        windows -> {
          fleet[0].balancer.update(VirtualFleet.endpoints(2));
          return List.of(new Outlier("d", "left"), new Outlier("a", "bad"));
        };
    fleet[0] = fleet(4, judgedBy(meddler).withMaxEjectedShare(0.25));
    fleet[0].pass(INTERVAL);
    assertThat(ejected(fleet[0])).containsExactly("a");
    Map<String, Integer> shares =
        fleet[0].traffic(10, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(shares).containsOnlyKeys("b");
  }
}

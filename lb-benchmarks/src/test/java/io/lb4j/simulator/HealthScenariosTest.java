package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.Outcome;
import io.lb4j.simulator.measure.Interval;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What checks, ejections, rests and slow start make of the classic incidents. */
class HealthScenariosTest {

  private static final int CLIENTS = 10;

  /** A client sends 100 requests a second; the news that one failed takes milliseconds. */
  private static final int IN_FLIGHT = 2;

  private static final int FAILURES = 5;

  @ParameterizedTest
  @ValueSource(strings = {"peak_ewma", "round_robin"})
  void checksThatFailEverywhereAreNoOutage(String policy) {
    runs("checks-fail-everywhere", policy)
        .forEach(
            result -> {
              assertThat(result.successRate()).as(seed(result)).isGreaterThan(0.9999);
              assertThat(result.noEndpoint()).as(seed(result)).isZero();
            });
  }

  @Test
  void theyWouldBeOneWithoutFailingOpen() {
    assertThat(run("checks-fail-everywhere", "round_robin/no_panic", 1).successRate())
        .isLessThan(0.75);
  }

  @ParameterizedTest
  @ValueSource(strings = {"peak_ewma", "round_robin"})
  void aServerThatDiesBetweenChecksCostsEachClientFiveRequests(String policy) {
    runs("dead-between-checks", policy)
        .forEach(
            result -> {
              assertThat(result.outcomes().get(Outcome.Kind.CONNECT_FAILURE))
                  .as(seed(result))
                  .isLessThanOrEqualTo(CLIENTS * (FAILURES + IN_FLIGHT));
              // By now the checks of those have failed too that hardly ever picked it.
              assertThat(attempts(result, 0, 50, 90)).as(seed(result)).isZero();
              assertThat(attempts(result, 0, 105, 120)).as(seed(result)).isPositive();
              assertThat(result.successRate()).as(seed(result)).isGreaterThan(0.9999);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"peak_ewma", "round_robin"})
  void listingADeadServerAgainRevivesNobody(String policy) {
    runs("discovery-revives", policy)
        .forEach(
            result -> {
              // It is out for 30 s and for 60 s: one test each, while it is dead.
              assertThat(result.outcomes().get(Outcome.Kind.CONNECT_FAILURE))
                  .as(seed(result))
                  .isLessThanOrEqualTo(CLIENTS * (FAILURES + IN_FLIGHT + 2));
              assertThat(result.successRate()).as(seed(result)).isGreaterThan(0.9999);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"peak_ewma", "round_robin"})
  void aServerThatFlapsIsHardlyNoticed(String policy) {
    runs("flapping", policy)
        .forEach(
            result -> {
              assertThat(result.outcomes().get(Outcome.Kind.CONNECT_FAILURE))
                  .as(seed(result))
                  .isLessThan(result.attempts() / 500);
              assertThat(result.successRate()).as(seed(result)).isGreaterThan(0.9999);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"peak_ewma", "round_robin"})
  void coldServersInPlaceOfHalfTheFleetFailNothing(String policy) {
    runs("cold-instances", policy)
        .forEach(result -> assertThat(result.successRate()).as(seed(result)).isGreaterThan(0.999));
  }

  @Test
  void withoutSlowStartTheColdServersAreFlooded() {
    Result slow = run("cold-instances", "round_robin", 1);
    Result sudden = run("cold-instances", "round_robin/no_slow_start", 1);
    assertThat(sudden.success().p99()).isGreaterThan(5 * slow.success().p99());
    assertThat(sudden.successRate()).isLessThan(0.995);
  }

  @ParameterizedTest
  @ValueSource(strings = {"peak_ewma", "round_robin"})
  void aServerThatRejectsRestsAndWhereAllRejectNobodyDoes(String policy) {
    runs("overload-rest", policy)
        .forEach(
            result -> {
              assertThat(attempts(result, 0, 15, 45) / 30_000.0).as(seed(result)).isLessThan(0.01);
              assertThat(success(result, 15, 45)).as(seed(result)).isGreaterThan(0.999);
              // The first second ends the calls that were rejected in the last.
              assertThat(success(result, 86, 120)).as(seed(result)).isEqualTo(1);
              for (int server = 0; server < result.servers().size(); server++) {
                assertThat(attempts(result, server, 90, 120))
                    .as("%s, server %d", seed(result), server)
                    .isGreaterThan(30_000 / 10 / 2);
              }
            });
  }

  private static Stream<Result> runs(String scenario, String policy) {
    return LongStream.rangeClosed(1, 5).mapToObj(seed -> run(scenario, policy, seed));
  }

  private static Result run(String scenario, String policy, long seed) {
    return Simulation.run(Scenarios.find(scenario), Contestant.parse(policy), seed);
  }

  private static String seed(Result result) {
    return "seed " + result.seed();
  }

  /** Intervals are seconds. */
  private static long attempts(Result result, int server, int fromSecond, int untilSecond) {
    return result.attemptsSeries().subList(fromSecond, untilSecond).stream()
        .mapToLong(counts -> counts.get(server))
        .sum();
  }

  private static double success(Result result, int fromSecond, int untilSecond) {
    long calls = 0;
    long successes = 0;
    for (Interval interval : result.intervals().subList(fromSecond, untilSecond)) {
      calls += interval.calls();
      successes += interval.successes();
    }
    return successes / (double) calls;
  }
}

package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.lb4j.simulator.measure.Interval;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ServerFigures;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What zones and regions do for latency, balance and loss, with the real balancers. */
class ZoneScenariosTest {

  private static final int SEEDS = 3;
  private static final double MILLI_NANOS = 1e6;

  private static Result run(String scenario, String policy, long seed) {
    Scenario found = Scenarios.find(scenario);
    return Simulation.run(found, Contestant.parse(policy), seed);
  }

  private static List<Integer> ofZone(int zone, int zones, Result result) {
    return IntStream.range(0, result.servers().size())
        .filter(i -> i % zones == zone)
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"power_of_two_choices", "peak_ewma", "round_robin"})
  void whereZonesAreEvenNothingLeavesThemAndTheWayIsShorter(String policy) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result aware = run("zone-aware", policy, seed);
      Result unaware = run("zone-aware", policy + "/no_zones", seed);
      assertThat(aware.awayShare()).as("seed %d", seed).isZero();
      assertThat(unaware.awayShare()).as("seed %d", seed).isGreaterThan(0.3);
      assertThat(aware.success().p50()).as("seed %d", seed).isLessThan(unaware.success().p50());
      assertThat(aware.successRate()).isEqualTo(1);
    }
  }

  @Test
  void whereTheyAreNotAsMuchLeavesAsMustAndEveryServerGetsItsFairShare() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result result = run("zone-uneven", "power_of_two_choices", seed);
      // Half of the traffic is made in zone a, which has a quarter of the servers.
      assertThat(result.awayShare()).as("seed %d", seed).isCloseTo(0.25, offset(0.01));
      for (ServerFigures server : result.servers()) {
        assertThat(server.share())
            .as("%s, seed %d", server.id(), seed)
            .isCloseTo(1 / 40.0, offset(0.1 / 40));
      }
    }
  }

  @Test
  void aZoneThatIsLostCostsWhatItTakesToNoticeItAndNothingMore() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result result = run("zone-aware-loss", "power_of_two_choices", seed);
      long lost = 0;
      for (Interval interval : result.intervals()) {
        long failed = interval.calls() - interval.successes();
        long second = interval.endNanos() / 1_000_000_000;
        // Test requests go to the dead servers still, and are tried again elsewhere.
        if (second <= 60 || second > 64) {
          assertThat(failed).as("second %d, seed %d", second, seed).isLessThanOrEqualTo(6);
        }
        lost += failed;
      }
      assertThat(lost).as("seed %d", seed).isLessThan(1_500);
      List<Integer> dead = ofZone(0, 3, result);
      assertThat(dead.stream().mapToInt(i -> result.attemptsSeries().get(100).get(i)).sum())
          .as("seed %d", seed)
          .isLessThan(60);
      assertThat(dead.stream().mapToInt(i -> result.attemptsSeries().get(175).get(i)).sum())
          .as("seed %d", seed)
          .isCloseTo(1_000, offset(150));
    }
  }

  @Test
  void aRegionThatIsLostIsReplacedAtOnceAndComesBackGradually() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result result = run("region-failover", "power_of_two_choices", seed);
      long lost = 0;
      for (Interval interval : result.intervals()) {
        long failed = interval.calls() - interval.successes();
        if (interval.endNanos() != 31_000_000_000L) {
          assertThat(failed).as("at %d ns, seed %d", interval.endNanos(), seed).isZero();
        }
        lost += failed;
      }
      // Ten clients find out that ten servers refuse connections, five times each, two per call.
      assertThat(lost).as("seed %d", seed).isBetween(150L, 300L);
      double before = 0;
      int steps = 0;
      for (int second = 62; second < 175; second++) {
        double home = homeShare(result, second);
        assertThat(home - before).as("second %d, seed %d", second, seed).isLessThan(0.25);
        steps += home > before + 0.03 ? 1 : 0;
        before = home;
      }
      assertThat(homeShare(result, 20)).isEqualTo(1);
      assertThat(homeShare(result, 40)).isLessThan(0.05);
      assertThat(steps).as("seed %d", seed).isGreaterThan(5);
      assertThat(homeShare(result, 175)).isGreaterThan(0.99);
      assertThat(result.intervals().get(20).p50Nanos() / MILLI_NANOS).isLessThan(15);
      assertThat(result.intervals().get(45).p50Nanos() / MILLI_NANOS).isGreaterThan(80);
    }
  }

  private static double homeShare(Result result, int second) {
    int home = 0;
    int all = 0;
    for (int i = 0; i < result.servers().size(); i++) {
      int attempts = result.attemptsSeries().get(second).get(i);
      all += attempts;
      home += result.servers().get(i).id().startsWith("home") ? attempts : 0;
    }
    return all == 0 ? 0 : home / (double) all;
  }
}

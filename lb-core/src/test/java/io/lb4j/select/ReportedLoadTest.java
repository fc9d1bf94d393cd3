package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.request.LoadReport;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Turns by what servers report, as a timeline. */
final class ReportedLoadTest {

  private final SelectionPolicy policy = SelectionPolicies.reportedLoad();
  private FakeCandidates candidates = FakeCandidates.equal(policy, ScriptedRandom.of(0), 3);
  private Picker picker = policy.newPicker(candidates, null);

  private static Outcome reporting(double utilization, double qps, double eps) {
    return Outcome.success()
        .withLoadReport(
            new LoadReport(utilization, qps, eps, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  private void learn(int index, Outcome outcome) {
    candidates.requireCell(index).learn(outcome, 1_000_000, candidates.ticker.nanoTime());
  }

  private void pass(Duration duration) {
    candidates.ticker.advance(duration);
  }

  private int[] shares() {
    int[] counts = new int[candidates.size()];
    for (int i = 0; i < 10_000; i++) {
      counts[picker.pick(SelectionContext.none(), 0)]++;
    }
    return counts;
  }

  /** 200, 100 and 100/(0.5 + 0.5) requests per second at full load. */
  private void reportAll() {
    learn(0, reporting(0.5, 100, 0));
    learn(1, reporting(1, 100, Double.NaN));
    learn(2, reporting(0.5, 100, 50));
  }

  private void assertShares(int... expected) {
    int[] shares = shares();
    for (int i = 0; i < expected.length; i++) {
      assertThat(shares[i]).isCloseTo(expected[i], withinPercentage(2));
    }
  }

  @Test
  void weightIsWhatTheServerCouldServeLessItsErrors() {
    reportAll();
    pass(Duration.ofSeconds(10));
    assertShares(5000, 2500, 2500);
  }

  @Test
  void reportsCountAfterTheBlackoutAndUntilTheyExpire() {
    reportAll();
    pass(Duration.ofMillis(9_999));
    assertShares(3333, 3333, 3333);
    pass(Duration.ofSeconds(1));
    assertShares(5000, 2500, 2500);
    pass(Duration.ofMinutes(3));
    assertShares(3333, 3333, 3333);
    reportAll();
    pass(Duration.ofSeconds(9));
    assertShares(3333, 3333, 3333);
    pass(Duration.ofSeconds(1));
    assertShares(5000, 2500, 2500);
  }

  @Test
  void oneReportComparesWithNothing() {
    learn(0, reporting(0.5, 100, 0));
    pass(Duration.ofSeconds(10));
    assertShares(3333, 3333, 3333);
  }

  @Test
  void whoeverDoesNotReportCountsAsTheMean() {
    learn(0, reporting(0.5, 100, 0));
    learn(1, reporting(1, 100, 0));
    learn(2, reporting(Double.NaN, 100, 0));
    learn(2, reporting(0.5, Double.NaN, 0));
    learn(2, reporting(0, 0, 0));
    pass(Duration.ofSeconds(10));
    assertShares(4444, 2222, 3333);
  }

  @Test
  void untilThereAreReportsConfiguredWeightsCount() {
    candidates = new FakeCandidates(policy, ScriptedRandom.of(0), 1, 2, 1);
    picker = policy.newPicker(candidates, null);
    assertShares(2500, 5000, 2500);
    reportAll();
    pass(Duration.ofSeconds(10));
    assertShares(5000, 2500, 2500);
  }

  @Test
  void weightsAreRenewedOnceASecond() {
    reportAll();
    pass(Duration.ofSeconds(10));
    assertShares(5000, 2500, 2500);
    learn(1, reporting(0.5, 100, 0));
    pass(Duration.ofMillis(999));
    assertShares(5000, 2500, 2500);
    pass(Duration.ofMillis(1));
    assertShares(4000, 4000, 2000);
  }

  @Test
  void anEndpointThatFailsLosesItsWeightWhateverItReports() {
    reportAll();
    pass(Duration.ofSeconds(10));
    for (int i = 0; i < 50; i++) {
      learn(0, Outcome.failure());
    }
    assertThat(shares()[0]).isLessThan(50);
    pass(Duration.ofMinutes(1));
    assertThat(shares()[0]).as("time heals").isCloseTo(5000, withinPercentage(3));
  }

  @Test
  void anEndpointThatFailsAndReportsNothingLosesItsTurnsToo() {
    for (int i = 0; i < 50; i++) {
      learn(0, Outcome.rejected());
    }
    pass(Duration.ofSeconds(1));
    assertThat(shares()[0]).isLessThan(250);
  }

  @Test
  void afterAnEjectionReportsBeginAnew() {
    reportAll();
    pass(Duration.ofSeconds(10));
    candidates.requireCell(0).forget();
    candidates.requireCell(1).forget();
    picker = policy.newPicker(candidates, picker);
    assertShares(3333, 3333, 3333);
    reportAll();
    pass(Duration.ofSeconds(5));
    assertShares(3333, 3333, 3333);
  }
}

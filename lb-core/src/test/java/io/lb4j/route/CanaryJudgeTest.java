package io.lb4j.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.Outcome;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How often chance stops a canary, and how soon a bad one is found. */
final class CanaryJudgeTest {

  private static final int REQUESTS = 3_000;

  private final Random random = new Random(11);

  /** Ramps until the judge speaks, looking whenever there are a tenth more requests. */
  private int requestsUntilWorse(
      CanaryPolicy policy, double errors, double canaryErrors, double slowness) {
    return requestsUntilWorse(policy, errors, canaryErrors, slowness, 1);
  }

  private int requestsUntilWorse(
      CanaryPolicy policy, double errors, double canaryErrors, double slowness, int baselines) {
    CanaryJudge judge = new CanaryJudge(policy);
    VariantTally canary = new VariantTally();
    VariantTally baseline = new VariantTally();
    double nextLook = 20;
    int look = 0;
    for (int i = 1; i <= REQUESTS; i++) {
      record(canary, canaryErrors, slowness);
      for (int other = 0; other < baselines; other++) {
        record(baseline, errors, 1);
      }
      if (i >= nextLook) {
        nextLook = Math.ceil(i * 1.1);
        if (judge.worse(canary.figures(), baseline.figures(), ++look) != null) {
          return i;
        }
      }
    }
    return Integer.MAX_VALUE;
  }

  private void record(VariantTally tally, double errors, double slowness) {
    Outcome outcome = random.nextDouble() < errors ? Outcome.failure() : Outcome.success();
    double millis = 10 * Math.exp(0.7 * random.nextGaussian()) * slowness;
    tally.record(outcome, (long) (millis * TimeUnit.MILLISECONDS.toNanos(1)));
  }

  @Test
  void chanceStopsFewerCanariesThanAllowedEvenAtTheMargin() {
    CanaryPolicy nervous = CanaryPolicy.defaults().withFalseAlarms(0.5);
    int ramps = 400;
    int alarms = 0;
    for (int i = 0; i < ramps; i++) {
      alarms += requestsUntilWorse(nervous, 0.02, 0.03, 1.5) < Integer.MAX_VALUE ? 1 : 0;
    }

    assertThat((double) alarms / ramps).isLessThan(0.5);
  }

  @Test
  void aSingleComparisonIsWrongLessOftenThanAllowedButNotNever() {
    double threshold = ExcessBound.threshold(0.1);
    int wrong = 0;
    int comparisons = 20_000;
    for (int i = 0; i < comparisons; i++) {
      wrong +=
          ExcessBound.exponent(failures(0.15), 200, failures(0.1), 200, 0.05) > threshold ? 1 : 0;
    }

    assertThat((double) wrong / comparisons).isPositive().isLessThan(0.1);
  }

  private long failures(double share) {
    return random.doubles(200).filter(draw -> draw < share).count();
  }

  @Test
  void byDefaultEqualVariantsAreNotToldApart() {
    for (int i = 0; i < 200; i++) {
      assertThat(requestsUntilWorse(CanaryPolicy.defaults(), 0.01, 0.01, 1))
          .isEqualTo(Integer.MAX_VALUE);
    }
  }

  @Test
  void aCanaryThatFailsEveryTenthTimeIsFoundWithinSomeHundredRequests() {
    for (int i = 0; i < 50; i++) {
      assertThat(requestsUntilWorse(CanaryPolicy.defaults(), 0.005, 0.1, 1)).isLessThan(600);
    }
  }

  @Test
  void aCanaryThatIsThreeTimesAsSlowIsFound() {
    for (int i = 0; i < 50; i++) {
      assertThat(requestsUntilWorse(CanaryPolicy.defaults(), 0, 0, 3)).isLessThan(2_000);
    }
  }

  @Test
  void aCanaryThatFailsThreeTimesTheMarginIsMostlyFoundWithAboutTheRequestsThatAreNeeded() {
    long needed = new CanaryJudge(CanaryPolicy.defaults()).neededRequests();

    assertThat(needed).isEqualTo(1_133);
    int found = 0;
    for (int i = 0; i < 50; i++) {
      found += requestsUntilWorse(CanaryPolicy.defaults(), 0, 0.03, 1, 9) < needed * 1.5 ? 1 : 0;
    }
    assertThat(found).isGreaterThan(30);
  }

  @Test
  void theBoundIsOneOfTheExactProbability() {
    // Against very many of the other the exponent is Chernoff's: 10 of 10 at one half, 2^-10.
    assertThat(ExcessBound.exponent(10, 10, 500_000_000, 1_000_000_000, 0))
        .isCloseTo(10 * Math.log(2), Offset.offset(0.01));
    assertThat(ExcessBound.exponent(5, 10, 6, 10, 0)).isZero();
    assertThat(ExcessBound.exponent(0, 0, 6, 10, 0)).isZero();
    double threshold = ExcessBound.threshold(0.001);
    assertThat((1 + threshold) * Math.exp(-threshold)).isCloseTo(0.001, Offset.offset(1e-9));
  }
}

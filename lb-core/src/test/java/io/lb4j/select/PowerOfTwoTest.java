package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import org.junit.jupiter.api.Test;

/** The better of two distinct draws. */
final class PowerOfTwoTest {

  private final SelectionPolicy policy = SelectionPolicies.powerOfTwoChoices();

  private static double[] shares(Picker picker, int size, int draws) {
    double[] shares = new double[size];
    for (int i = 0; i < draws; i++) {
      shares[picker.pick(SelectionContext.none(), 0)] += 1.0 / draws;
    }
    return shares;
  }

  @Test
  void theBusierOfTwoIsNeverPicked() {
    FakeCandidates two = FakeCandidates.equal(policy, ScriptedRandom.seeded(3), 2);
    two.inFlight[0] = 1;
    assertThat(shares(policy.newPicker(two, null), 2, 1000)[0]).isZero();
  }

  @Test
  void theBusiestOfManyIsNeverPickedBecauseDrawsAreDistinct() {
    FakeCandidates five = FakeCandidates.equal(policy, ScriptedRandom.seeded(3), 5);
    five.inFlight[2] = 7;
    double[] shares = shares(policy.newPicker(five, null), 5, 20_000);
    assertThat(shares[2]).isZero();
    assertThat(shares[0]).isCloseTo(0.25, within(0.02));
  }

  @Test
  void drawsFollowTheWeightsAndTiesGoToTheFirstDrawn() {
    FakeCandidates weighted = new FakeCandidates(policy, ScriptedRandom.seeded(3), 1, 2, 3, 4);
    double[] shares = shares(policy.newPicker(weighted, null), 4, 100_000);
    for (int i = 0; i < 4; i++) {
      assertThat(shares[i]).isCloseTo((i + 1) / 10.0, within(0.01));
    }
  }

  @Test
  void aHeavierEndpointMayHoldMore() {
    FakeCandidates weighted = new FakeCandidates(policy, ScriptedRandom.seeded(3), 1, 3);
    weighted.inFlight[0] = 2;
    weighted.inFlight[1] = 5;
    assertThat(shares(policy.newPicker(weighted, null), 2, 1000)[1]).isGreaterThan(0.9);
  }

  @Test
  void oneWeightThatOutweighsAllStillLeavesTwoDistinctDraws() {
    FakeCandidates skewed = new FakeCandidates(policy, ScriptedRandom.seeded(3), 1e12, 1, 1);
    skewed.inFlight[0] = Integer.MAX_VALUE;
    skewed.requireCell(0).learn(Outcome.failure(), 1, 1);
    double[] shares = shares(policy.newPicker(skewed, null), 3, 1000);
    assertThat(shares[0] + shares[1] + shares[2]).isCloseTo(1, within(1e-9));
  }

  @Test
  void failuresMakeAnIdleEndpointLookBusyUntilTimeHeals() {
    FakeCandidates two = FakeCandidates.equal(policy, ScriptedRandom.seeded(3), 2);
    two.inFlight[1] = 3;
    for (int i = 0; i < 5; i++) {
      two.requireCell(0).learn(Outcome.rejected(), 1000, two.ticker.nanoTime());
    }
    Picker picker = policy.newPicker(two, null);
    assertThat(shares(picker, 2, 100)[0]).isZero();
    two.ticker.advance(java.time.Duration.ofMinutes(1));
    assertThat(shares(picker, 2, 100)[0]).isEqualTo(1, within(1e-9));
  }
}

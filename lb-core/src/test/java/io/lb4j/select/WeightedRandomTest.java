package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import org.junit.jupiter.api.Test;

/** Each with a chance in proportion to its weight. */
final class WeightedRandomTest {

  private final SelectionPolicy policy = SelectionPolicies.weightedRandom();

  private int[] counts(double... weights) {
    Picker picker =
        policy.newPicker(new FakeCandidates(policy, ScriptedRandom.seeded(3), weights), null);
    int[] counts = new int[weights.length];
    for (int i = 0; i < 100_000; i++) {
      counts[picker.pick(SelectionContext.none(), 0)]++;
    }
    return counts;
  }

  /** Bounds of five standard deviations. */
  @Test
  void chancesFollowTheWeights() {
    double[] weights = {1, 2, 3, 0.5, 3.5};
    int[] counts = counts(weights);
    for (int i = 0; i < weights.length; i++) {
      double chance = weights[i] / 10;
      double deviation = Math.sqrt(100_000 * chance * (1 - chance));
      assertThat(Math.abs(counts[i] - 100_000 * chance)).isLessThan(5 * deviation);
    }
  }

  @Test
  void equalWeightsAndHugeRatiosAreServed() {
    assertThat(counts(4, 4)[0]).isBetween(49_000, 51_000);
    assertThat(counts(1, 1e12)).containsExactly(0, 100_000);
  }
}

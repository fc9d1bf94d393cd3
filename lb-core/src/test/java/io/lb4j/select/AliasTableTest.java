package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.testkit.ScriptedRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws in proportion to weights. */
final class AliasTableTest {

  private static double[] frequencies(double[] weights, int draws) {
    AliasTable table = new AliasTable(weights.length, i -> weights[i]);
    ScriptedRandom random = ScriptedRandom.seeded(11);
    double[] frequencies = new double[weights.length];
    for (int i = 0; i < draws; i++) {
      frequencies[table.draw((int) random.nextLong())] += 1.0 / draws;
    }
    return frequencies;
  }

  @Test
  void frequenciesFollowTheWeights() {
    double[] weights = {5, 1, 1, 0.5, 2.5};
    double[] frequencies = frequencies(weights, 400_000);
    for (int i = 0; i < weights.length; i++) {
      assertThat(frequencies[i]).isCloseTo(weights[i] / 10, within(0.003));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomWeightsAreFollowedToo(long seed) {
    ScriptedRandom random = ScriptedRandom.seeded(seed);
    double[] weights = new double[3 + random.nextInt(40)];
    Arrays.setAll(weights, i -> Math.pow(10, 3 * random.nextDouble()));
    double total = Arrays.stream(weights).sum();
    double[] frequencies = frequencies(weights, 400_000);
    for (int i = 0; i < weights.length; i++) {
      assertThat(frequencies[i]).as("seed %d", seed).isCloseTo(weights[i] / total, within(0.005));
    }
  }

  @Test
  void aVanishingWeightIsNextToNeverDrawn() {
    assertThat(frequencies(new double[] {1e9, 1, 1e9}, 100_000)[1]).isLessThan(0.0001);
  }

  @Test
  void equalWeightsAreUniform() {
    assertThat(frequencies(new double[] {3, 3, 3}, 300_000))
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(0.004));
  }

  @Test
  void theOtherDrawIsAnother() {
    AliasTable table = new AliasTable(3, i -> i == 0 ? 1e15 : 1);
    ScriptedRandom random = ScriptedRandom.seeded(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(table.drawOther(0, random)).isIn(1, 2);
    }
  }
}

package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree against a look at all loads, at sizes around those where it gets a level more. */
class LeastTreeTest {

  private final Random random = new Random(7);

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 64, 65, 100, 511, 512, 513, 4096, 4097, 10_000})
  void drawsTheLeastByWeightWhateverHasChanged(int n) {
    double[] loads = random.ints(n, 0, 3).asDoubleStream().toArray();
    double[] weights = random.ints(n, 1, 4).asDoubleStream().toArray();
    LeastTree tree = new LeastTree(loads, weights);
    tree.changedAll();
    for (int change = 0; change < 3 * n; change++) {
      int index = random.nextInt(n);
      loads[index] = random.nextInt(4);
      tree.changed(index);
    }
    double least = Arrays.stream(loads).min().orElseThrow();
    double weightOfLeast = 0;
    for (int i = 0; i < n; i++) {
      weightOfLeast += loads[i] == least ? weights[i] : 0;
    }

    int draws = 400 * n;
    int[] drawn = new int[n];
    for (int i = 0; i < draws; i++) {
      drawn[tree.draw(random::nextLong)]++;
    }

    double deviation = 0;
    int equals = 0;
    for (int i = 0; i < n; i++) {
      if (loads[i] == least) {
        double expected = draws * weights[i] / weightOfLeast;
        deviation += (drawn[i] - expected) * (drawn[i] - expected) / expected;
        equals++;
      } else {
        assertThat(drawn[i]).as("load %s at %d", loads[i], i).isZero();
      }
    }
    // Chi-squared: its mean is the number of equals less one, its variance twice that.
    assertThat(deviation).isCloseTo(equals - 1, within(1e-6 + 5 * Math.sqrt(2.0 * equals)));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 100, 1000})
  void whatAnotherThreadLeftBehindLeadsToNobodyElse(int n) {
    double[] loads = new double[n];
    Arrays.fill(loads, 1);
    double[] weights = new double[n];
    Arrays.fill(weights, 1);
    LeastTree tree = new LeastTree(loads, weights);
    tree.changedAll();
    // The load of one is known to its own group only once the group's next change comes.
    loads[3] = 5;
    for (int i = 0; i < 50 * n; i++) {
      assertThat(tree.draw(random::nextLong)).isNotEqualTo(3).isBetween(0, n - 1);
    }
  }
}

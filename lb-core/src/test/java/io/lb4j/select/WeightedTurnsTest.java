package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sequences of smooth weighted round robin and of earliest deadline first. */
final class WeightedTurnsTest {

  private final SelectionPolicy smooth = SelectionPolicies.smoothWeightedRoundRobin();
  private final SelectionPolicy deadline = SelectionPolicies.earliestDeadlineFirst();

  private static Picker picker(SelectionPolicy policy, long start, double... weights) {
    return policy.newPicker(
        new FakeCandidates(policy, ScriptedRandom.of(start << 32), weights), null);
  }

  private static int[] picks(Picker picker, int count) {
    return IntStream.range(0, count).map(i -> picker.pick(SelectionContext.none(), 0)).toArray();
  }

  private static String sequence(SelectionPolicy policy, int count, double... weights) {
    return Arrays.stream(picks(picker(policy, 0, weights), count))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" "));
  }

  @Test
  void smoothTurnsAreThoseOfNginx() {
    assertThat(sequence(smooth, 14, 5, 1, 1)).isEqualTo("0 0 1 0 2 0 0 0 0 1 0 2 0 0");
    assertThat(sequence(smooth, 7, 50, 10, 10)).isEqualTo("0 0 1 0 2 0 0");
    assertThat(sequence(smooth, 6, 1, 2)).isEqualTo("1 0 1 1 0 1");
    assertThat(sequence(smooth, 4, 0.5, 1.5)).isEqualTo("1 0 1 1");
    assertThat(sequence(smooth, 6, 0, 0, 0)).isEqualTo("0 1 2 0 1 2");
  }

  @Test
  void deadlineTurnsAreThoseOfEnvoy() {
    assertThat(sequence(deadline, 6, 1, 2)).isEqualTo("1 0 1 1 0 1");
    assertThat(sequence(deadline, 5, 1, 4)).isEqualTo("1 1 1 0 1");
    assertThat(sequence(deadline, 14, 5, 1, 1)).isEqualTo("0 0 0 0 1 2 0 0 0 0 0 1 2 0");
    assertThat(sequence(deadline, 6, 3, 3, 3)).isEqualTo("0 1 2 0 1 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 1000, 1_000_000, 1_000_000_000})
  void turnsFollowTheRuleForAnyWeights(int largest) {
    ScriptedRandom random = ScriptedRandom.seeded(largest);
    for (int round = 0; round < 60; round++) {
      double[] weights = new double[1 + random.nextInt(40)];
      Arrays.setAll(weights, i -> 1 + random.nextInt(largest));
      if (round % 3 == 0) {
        weights[0] = largest;
      }
      long[] whole = WholeWeights.of(weights);
      String message = "weights " + Arrays.toString(weights);
      assertThat(picks(picker(smooth, 0, weights), 5000))
          .as(message)
          .isEqualTo(ReferenceTurns.smooth(whole, 5000));
      assertThat(picks(picker(deadline, 0, weights), 2000))
          .as(message)
          .isEqualTo(ReferenceTurns.deadline(whole, 2000));
    }
  }

  /** Near the bounds the credits and deadlines use most of their 63 bits. */
  @Test
  void turnsFollowTheRuleForTheLargestWeights() {
    double[] weights = new double[50];
    Arrays.setAll(weights, i -> WholeWeights.LARGEST - i * 7_654_321L);
    weights[9] = 1;
    assertThat(picks(picker(smooth, 0, weights), 9000))
        .isEqualTo(ReferenceTurns.smooth(WholeWeights.of(weights), 9000));
    assertThat(picks(picker(deadline, 0, weights), 9000))
        .isEqualTo(ReferenceTurns.deadline(WholeWeights.of(weights), 9000));
  }

  @Test
  void aTableIsEnteredAnywhere() {
    int[] cycle = ReferenceTurns.smooth(new long[] {5, 1, 1}, 7);
    for (int start = 0; start < 14; start++) {
      int[] picks = picks(picker(smooth, start, 5, 1, 1), 7);
      for (int i = 0; i < 7; i++) {
        assertThat(picks[i]).isEqualTo(cycle[(start + i) % 7]);
      }
    }
  }

  /** A cycle of 100 003 turns is too long for a table. */
  @ParameterizedTest
  @ValueSource(longs = {1, 7, 12_345, 50_001, 99_999, 100_002, 4_294_967_295L})
  void aLongCycleOfDeadlinesIsEnteredAnywhere(long start) {
    double[] weights = {60_000, 1, 30_002, 10_000};
    int[] cycle = ReferenceTurns.deadline(WholeWeights.of(weights), 100_003 + 5000);
    int at = (int) (start % 100_003);
    assertThat(picks(picker(deadline, start, weights), 5000))
        .isEqualTo(Arrays.copyOfRange(cycle, at, at + 5000));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 12_345, 50_001, 99_999, 100_002, 4_294_967_295L})
  void whereverALongCycleIsEnteredEachIsAtMostATurnOffItsDue(long start) {
    double[] weights = {60_000, 1, 30_002, 10_000};
    Picker picker = picker(smooth, start, weights);
    int[] counts = new int[weights.length];
    for (int turn = 1; turn <= 100_003; turn++) {
      counts[picker.pick(SelectionContext.none(), 0)]++;
      if (turn % 997 == 0) {
        for (int i = 0; i < counts.length; i++) {
          assertThat(Math.abs(counts[i] - weights[i] * turn / 100_003)).isLessThan(2);
        }
      }
    }
  }

  @Test
  void balancersStartAtDifferentPlaces() {
    for (double largest : new double[] {5, 500_000}) {
      assertThat(
              IntStream.range(0, 100)
                  .map(
                      i -> picks(picker(smooth, i * 39_916_801L, largest, largest - 1, 1, 2), 1)[0])
                  .distinct()
                  .count())
          .isGreaterThan(1);
    }
  }
}

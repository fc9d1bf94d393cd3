package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One after the other, wherever the count stands. */
final class RoundRobinTest {

  private final SelectionPolicy policy = SelectionPolicies.roundRobin();

  private Picker picker(ScriptedRandom random, int size) {
    return policy.newPicker(FakeCandidates.equal(policy, random, size), null);
  }

  private static int pick(Picker picker) {
    return picker.pick(SelectionContext.none(), 0);
  }

  @Test
  void eachGetsItsTurn() {
    Picker picker = picker(ScriptedRandom.seeded(1), 5);
    int first = pick(picker);
    for (int i = 1; i < 50; i++) {
      assertThat(pick(picker)).isEqualTo((first + i) % 5);
    }
  }

  @Test
  void balancersStartAtDifferentEndpoints() {
    long starts =
        java.util.stream.LongStream.range(0, 100)
            .mapToInt(seed -> pick(picker(ScriptedRandom.seeded(seed), 5)))
            .distinct()
            .count();
    assertThat(starts).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 2147483640", "5, 2147483640", "7, 2147483640",
    "3, 4294967290", "5, 4294967290", "7, 4294967290"
  })
  void theSpreadStaysEvenAcrossTheEdgesOfIntegers(int size, long start) {
    Picker picker = picker(ScriptedRandom.of(start << 32), size);
    int[] counts = new int[size];
    for (int i = 0; i < 100; i++) {
      counts[pick(picker)]++;
    }
    assertThat(
            Arrays.stream(counts).max().orElseThrow() - Arrays.stream(counts).min().orElseThrow())
        .isLessThanOrEqualTo(2);
  }

  @Test
  void theSuccessorGoesOnWhereThePredecessorStood() {
    Picker before = picker(ScriptedRandom.of(100L << 32), 4);
    assertThat(pick(before)).isEqualTo(0);
    assertThat(pick(before)).isEqualTo(1);
    Picker after =
        policy.newPicker(FakeCandidates.equal(policy, ScriptedRandom.seeded(9), 4), before);
    assertThat(pick(after)).isEqualTo(2);
    assertThat(pick(before)).as("both share one cursor").isEqualTo(3);
  }
}

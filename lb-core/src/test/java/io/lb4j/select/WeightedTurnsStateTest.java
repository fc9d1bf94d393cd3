package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What weighted cycles keep from one set to the next, share between threads, and cost in memory.
 */
final class WeightedTurnsStateTest {

  static Stream<SelectionPolicy> policies() {
    return Stream.of(
        SelectionPolicies.smoothWeightedRoundRobin(), SelectionPolicies.earliestDeadlineFirst());
  }

  private static Picker picker(SelectionPolicy policy, Picker before, double... weights) {
    return policy.newPicker(new FakeCandidates(policy, ScriptedRandom.of(0), weights), before);
  }

  private static Picker picker(SelectionPolicy policy, double... weights) {
    return policy.newPicker(new FakeCandidates(policy, ScriptedRandom.of(0), weights), null);
  }

  private static int[] counts(Picker picker, int size, int picks) {
    int[] counts = new int[size];
    for (int i = 0; i < picks; i++) {
      counts[picker.pick(SelectionContext.none(), 0)]++;
    }
    return counts;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aChangeThatLeavesTheWeightsIsNoChange(SelectionPolicy policy) {
    for (double[] weights : new double[][] {{3, 2, 1}, {300_000, 200_001, 1}}) {
      Picker before = picker(policy, weights);
      before.pick(SelectionContext.none(), 0);
      assertThat(picker(policy, before, weights)).isSameAs(before);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aChangeOfTheSetGoesOnWhereTheCycleStood(SelectionPolicy policy) {
    Picker before = picker(policy, 1, 1, 1);
    assertThat(counts(before, 3, 2)).containsExactly(1, 1, 0);
    Picker longer = picker(policy, before, 1, 1, 1, 1);
    assertThat(counts(longer, 4, 2)).containsExactly(0, 0, 1, 1);
    Picker huge = picker(policy, longer, 1_000_000, 1_000_000, 1_000_000, 1_000_003);
    counts(huge, 4, 5000);
    assertThat(((WeightedTurns.Turns) picker(policy, huge, 1, 2)).position()).isEqualTo(5004);
  }

  /**
   * Each set lives for one pick only, so a cycle begun anew would always pick the same endpoint.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void constantChangesStarveNobody(SelectionPolicy policy) {
    for (double unit : new double[] {1, 100_000}) {
      Picker picker = picker(policy, unit, 1, 2, 3);
      int[] counts = new int[5];
      for (int i = 0; i < 5000; i++) {
        double[] weights = {unit, unit * 2, unit + i % 5, unit, unit * 2};
        picker = picker(policy, picker, Arrays.copyOf(weights, 4 + i % 2));
        counts[picker.pick(SelectionContext.none(), 0)]++;
      }
      assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(200);
    }
  }

  /**
   * 7 turns in a table, then 100 003 and 1 000 001 in blocks: over whole cycles counts are exact.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void threadsShareWholeCyclesExactly(SelectionPolicy policy) throws Exception {
    for (double[] weights :
        new double[][] {{5, 1, 1}, {60_000, 1, 30_002, 10_000}, {1_000_000, 1}}) {
      int total = (int) Arrays.stream(weights).sum();
      int perThread = total < 100 ? total * 20_000 : total;
      int cycles = 4 * perThread / total;
      Picker picker = picker(policy, weights);
      int[] counts = countsOfThreads(picker, weights.length, 4, perThread);
      for (int i = 0; i < weights.length; i++) {
        assertThat(counts[i]).isEqualTo((int) (weights[i] * cycles));
      }
    }
  }

  private static int[] countsOfThreads(Picker picker, int size, int threads, int picks)
      throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Callable<int[]> counting = () -> counts(picker, size, picks);
      List<Future<int[]>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(executor.submit(counting));
      }
      int[] sum = new int[size];
      for (Future<int[]> result : results) {
        int[] counts = result.get();
        Arrays.setAll(sum, i -> sum[i] + counts[i]);
      }
      return sum;
    } finally {
      executor.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void countsGoOnAcrossTheEdgesOfIntegers(SelectionPolicy policy) {
    for (long start : new long[] {2_147_483_640L, 4_294_967_290L}) {
      for (double last : new double[] {1, 100_001}) {
        FakeCandidates candidates =
            new FakeCandidates(policy, ScriptedRandom.of(start << 32), 1, 1, last);
        int[] counts = counts(policy.newPicker(candidates, null), 3, 300_009);
        assertThat((double) counts[2] / counts[0]).isBetween(last * 0.6, last * 1.7);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void hugeWeightsTakeNoMoreMemoryThanSmallOnes(SelectionPolicy policy) {
    for (double[] weights :
        new double[][] {
          {1, 1e9}, {1, Double.MAX_VALUE}, {Double.MIN_VALUE, 1, Double.MAX_VALUE}, {65_535, 1}
        }) {
      assertThat(allocated(() -> counts(picker(policy, weights), weights.length, 1000)))
          .as(Arrays.toString(weights))
          .isLessThan(600_000);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void tablesAllocateNothingPerPickAndBlocksLittle(SelectionPolicy policy) {
    Picker table = picker(policy, 5, 1, 1);
    Picker blocks = picker(policy, 1, 1e9);
    counts(table, 3, 100_000);
    counts(blocks, 2, 100_000);
    assertThat(allocated(() -> counts(table, 3, 100_000))).isLessThan(100_000);
    assertThat(allocated(() -> counts(blocks, 2, 100_000))).isLessThan(600_000);
  }

  @Test
  void theSmallestOfAHugeRatioGetsItsTurn() {
    Picker picker = picker(SelectionPolicies.smoothWeightedRoundRobin(), 1, 2_000_000);
    assertThat(counts(picker, 2, 2_000_001)).containsExactly(1, 2_000_000);
  }

  private static long allocated(Runnable work) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}

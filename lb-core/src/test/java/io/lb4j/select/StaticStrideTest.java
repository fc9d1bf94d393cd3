package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** gRPC's static stride: how weights are scaled, and who sits out when. */
final class StaticStrideTest {

  private static StaticStride stride(double... weights) {
    return StaticStride.of(weights, new AtomicLong());
  }

  private static int[] scaled(double... weights) {
    StaticStride stride = stride(weights);
    return IntStream.range(0, weights.length).map(stride::scaledWeight).toArray();
  }

  private static int[] counts(StaticStride stride, int size, int picks) {
    int[] counts = new int[size];
    for (int i = 0; i < picks; i++) {
      counts[stride.next()]++;
    }
    return counts;
  }

  @Test
  void theLargestIsScaledTo65535() {
    assertThat(scaled(1, 2)).containsExactly(32768, 65535);
    assertThat(scaled(2, 3, 6)).containsExactly(21845, 32768, 65535);
    assertThat(scaled(1e300, 1e300)).containsExactly(65535, 65535);
  }

  @Test
  void whatIsUnknownCountsAsTheMean() {
    assertThat(scaled(1, 3, 0)).containsExactly(21845, 65535, 43690);
    assertThat(scaled(1, 3, -1)).containsExactly(21845, 65535, 43690);
  }

  @Test
  void fewerThanTwoKnownAreRoundRobin() {
    assertThat(scaled(0, 7, 0)).containsOnly(65535);
    assertThat(scaled(0, 0)).containsOnly(65535);
    StaticStride stride = stride(0, 7, 0);
    assertThat(IntStream.range(0, 6).map(i -> stride.next())).containsExactly(0, 1, 2, 0, 1, 2);
  }

  /** 19 of weight 1 and one of 1000: mean 50.95, cap 509.5, least 5.095. */
  @Test
  void weightsAreClampedAroundTheMean() {
    double[] weights = new double[20];
    Arrays.fill(weights, 1);
    weights[7] = 1000;
    int[] scaled = scaled(weights);
    assertThat(scaled[7]).isEqualTo(65535);
    assertThat(scaled[0]).isEqualTo((int) Math.ceil(65535 * 5.095 / 509.5));
  }

  /** Written down from the formula: the turn of b in round g is skipped when it says so. */
  @Test
  void theSequenceIsThatOfTheFormula() {
    int[] weights = scaled(2, 3, 6, 1);
    StaticStride stride = stride(2, 3, 6, 1);
    for (long sequence = 0; sequence < 100_000; sequence++) {
      long g = sequence / 4;
      int b = (int) (sequence % 4);
      if ((weights[b] * g + 32767L * b) % 65535 >= 65535 - weights[b]) {
        assertThat(stride.next()).isEqualTo(b);
      }
    }
  }

  @Test
  void sharesFollowTheWeights() {
    int[] counts = counts(stride(1, 2, 3, 4), 4, 100_000);
    for (int i = 0; i < 4; i++) {
      assertThat(counts[i]).isCloseTo(10_000 * (i + 1), withinPercentage(0.1));
    }
  }

  @Test
  void lackOfTrustIsNotClamped() {
    StaticStride stride =
        StaticStride.of(new double[] {1, 1}, new double[] {1, 0.002}, new AtomicLong());
    assertThat(counts(stride, 2, 100_200)[1]).isBetween(190, 210);
    StaticStride hopeless =
        StaticStride.of(new double[] {1, 1}, new double[] {1e-4, 1e-4}, new AtomicLong());
    assertThat(counts(hopeless, 2, 100)).containsExactly(50, 50);
  }

  @Test
  void sharesHoldAcrossTheEdgesOfIntegers() {
    for (long start : new long[] {(1L << 31) - 50, (1L << 32) - 50, 1L << 40}) {
      StaticStride stride = StaticStride.of(new double[] {1, 2, 3}, new AtomicLong(start));
      int[] counts = counts(stride, 3, 6000);
      assertThat(counts[0]).isBetween(995, 1005);
      assertThat(counts[2]).isBetween(2990, 3010);
    }
  }

  @Test
  void theSuccessorGoesOnWhereThePredecessorStood() {
    SelectionPolicy policy = SelectionPolicies.staticStride();
    Picker before = policy.newPicker(candidates(policy, 3), null);
    assertThat(before.pick(SelectionContext.none(), 0)).isEqualTo(0);
    Picker after = policy.newPicker(candidates(policy, 4), before);
    assertThat(after.pick(SelectionContext.none(), 0)).isEqualTo(1);
  }

  private static Candidates candidates(SelectionPolicy policy, int size) {
    return FakeCandidates.equal(policy, ScriptedRandom.of(0), size);
  }
}

package io.lb4j.hash;

import static io.lb4j.hash.Placements.names;
import static io.lb4j.hash.Placements.ones;
import static io.lb4j.hash.Placements.without;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RendezvousPlacementTest {

  private static final RendezvousPlacement.Filter<String> ALL = (index, context) -> true;
  private static final double[] SKEWED = {1, 2, 3, 4, 10};

  private static int best(RendezvousPlacement placement, long hash) {
    return placement.index(hash, 0, "", ALL);
  }

  /** The values are ours: a release that changes them moves its users' keys. */
  @Test
  void placesAsEver() {
    RendezvousPlacement equal = RendezvousPlacement.of(names(5), ones(5));
    RendezvousPlacement skewed = RendezvousPlacement.of(names(5), SKEWED);
    long[] hashes = IntStream.range(0, 12).mapToLong(i -> KeyHash.xxh64("key-" + i)).toArray();
    assertThat(IntStream.range(0, 12).map(i -> best(equal, hashes[i])).toArray())
        .containsExactly(4, 0, 4, 3, 4, 3, 3, 3, 2, 1, 3, 3);
    assertThat(IntStream.range(0, 12).map(i -> best(skewed, hashes[i])).toArray())
        .containsExactly(3, 4, 1, 4, 2, 4, 4, 4, 4, 4, 4, 2);
  }

  @Test
  void ranksAreAnOrderOfAllMembers() {
    Random random = new Random(20_260_101);
    for (double[] weights : new double[][] {ones(5), SKEWED}) {
      RendezvousPlacement placement = RendezvousPlacement.of(names(5), weights);
      for (int i = 0; i < 500; i++) {
        long hash = random.nextLong();
        List<Integer> order = new ArrayList<>();
        for (int rank = 0; rank < 5; rank++) {
          order.add(placement.index(hash, rank, "", ALL));
        }
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(placement.index(hash, 5, "", ALL)).isEqualTo(-1);
      }
    }
  }

  @Test
  void theFilterPassesMembersOver() {
    Random random = new Random(20_260_102);
    for (double[] weights : new double[][] {ones(5), SKEWED}) {
      RendezvousPlacement placement = RendezvousPlacement.of(names(5), weights);
      for (int i = 0; i < 500; i++) {
        long hash = random.nextLong();
        int first = best(placement, hash);
        int second = placement.index(hash, 1, "", ALL);
        assertThat(placement.index(hash, 0, first, (index, context) -> index != context))
            .isEqualTo(second);
        assertThat(placement.index(hash, 0, "", (index, context) -> false)).isEqualTo(-1);
      }
    }
  }

  @Test
  void removingAMemberMovesItsOwnKeysOnly() {
    for (double[] weights : new double[][] {ones(5), SKEWED}) {
      RendezvousPlacement before = RendezvousPlacement.of(names(5), weights);
      RendezvousPlacement after = RendezvousPlacement.of(without(names(5), 3), without(weights, 3));
      for (long hash : Placements.hashes(5000)) {
        int index = best(before, hash);
        if (index == 3) {
          index = before.index(hash, 1, "", ALL);
        }
        assertThat(best(after, hash)).isEqualTo(index < 3 ? index : index - 1);
      }
    }
  }

  @Test
  void raisingAWeightMovesKeysToThatMemberOnly() {
    RendezvousPlacement before = RendezvousPlacement.of(names(5), SKEWED);
    RendezvousPlacement after = RendezvousPlacement.of(names(5), new double[] {1, 5, 3, 4, 10});
    for (long hash : Placements.hashes(5000)) {
      assertThat(best(after, hash)).isIn(best(before, hash), 1);
    }
  }

  @Test
  void sharesFollowTheWeights() {
    RendezvousPlacement placement = RendezvousPlacement.of(names(5), SKEWED);
    int[] counts = new int[5];
    for (long hash : Placements.hashes(100_000)) {
      counts[best(placement, hash)]++;
    }
    for (int i = 0; i < 5; i++) {
      assertThat(counts[i] / 100_000.0).isBetween(SKEWED[i] / 20 - 0.005, SKEWED[i] / 20 + 0.005);
    }
  }

  /** Hashes that differ little must not go together. */
  @Test
  void consecutiveHashesSpread() {
    RendezvousPlacement placement = RendezvousPlacement.of(names(10), ones(10));
    int[] counts = new int[10];
    for (int hash = 0; hash < 100_000; hash++) {
      counts[best(placement, hash)]++;
    }
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 9_500 && count < 10_500);
  }

  @Test
  void weightsAsFarApartAsDoublesGoAreServed() {
    double[] weights = {1, Double.MAX_VALUE, Double.MIN_VALUE, Double.MAX_VALUE};
    RendezvousPlacement placement = RendezvousPlacement.of(names(4), weights);
    for (long hash : Placements.hashes(1000)) {
      assertThat(best(placement, hash)).isIn(1, 3);
      assertThat(placement.index(hash, 3, "", ALL)).isNotNegative();
    }
  }
}

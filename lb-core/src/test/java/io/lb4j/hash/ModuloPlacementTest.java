package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ModuloPlacementTest {

  @Test
  void weightsAreCountedOffInOrder() {
    ModuloPlacement placement = ModuloPlacement.of(new double[] {1, 3, 2});
    assertThat(IntStream.range(0, 12).map(i -> placement.index(i, 0)))
        .containsExactly(0, 1, 1, 1, 2, 2, 0, 1, 1, 1, 2, 2);
  }

  @Test
  void equalWeightsAreCountedOffToo() {
    ModuloPlacement placement = ModuloPlacement.of(new double[] {2, 2, 2});
    assertThat(IntStream.range(0, 7).map(i -> placement.index(i, 0)))
        .containsExactly(0, 0, 1, 1, 2, 2, 0);
  }

  @Test
  void hashesAreUnsigned() {
    ModuloPlacement placement = ModuloPlacement.of(new double[] {1, 1, 1});
    // 2^64 − 1 is a multiple of 3.
    assertThat(placement.index(-1, 0)).isZero();
    assertThat(placement.index(-2, 0)).isEqualTo(2);
  }

  @Test
  void furtherAttemptsGiveEveryOtherMemberInTurn() {
    ModuloPlacement placement = ModuloPlacement.of(new double[] {1, 3, 2, 1});
    for (long hash : Placements.hashes(500)) {
      Set<Integer> seen = new HashSet<>();
      for (int attempt = 0; attempt < 4; attempt++) {
        assertThat(seen.add(placement.index(hash, attempt))).isTrue();
      }
      assertThat(placement.index(hash, 4)).isEqualTo(-1);
    }
  }

  @Test
  void hugeWeightsTakeNoMemory() {
    ModuloPlacement placement = ModuloPlacement.of(new double[] {1, 1e15, 1});
    assertThat(placement.index(0, 0)).isZero();
    assertThat(placement.index(1, 0)).isEqualTo(1);
    assertThat(placement.index(1_000_000_000_001L, 0)).isEqualTo(1);
    assertThat(placement.index(1_000_000_000_000_001L, 0)).isEqualTo(2);
  }

  @Test
  void refusesWeightsThatAreNotWhole() {
    for (double weight : new double[] {0.5, 0, -1, Double.NaN, 0x1p53, 1e300}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ModuloPlacement.of(new double[] {1, weight}))
          .withMessageContaining("scale all weights");
    }
  }
}

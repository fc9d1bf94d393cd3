package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JumpPlacementTest {

  /** Values that implementations in other languages test themselves by. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 0",
    "42, 57, 43",
    "3735883980, 1, 0",
    "3735883980, 666, 361",
    "256, 1024, 520"
  })
  void valuesArePublishedOnes(long hash, int size, int index) {
    assertThat(JumpPlacement.index(hash, size, 0)).isEqualTo(index);
  }

  @Test
  void oneMoreMemberTakesItsShareAndMovesNothingElse() {
    long[] hashes = Placements.hashes(50_000);
    int moved = 0;
    for (long hash : hashes) {
      int before = JumpPlacement.index(hash, 9, 0);
      int after = JumpPlacement.index(hash, 10, 0);
      assertThat(after).isIn(before, 9);
      moved += after == before ? 0 : 1;
    }
    assertThat(moved / (double) hashes.length).isBetween(0.09, 0.11);
  }

  @Test
  void furtherAttemptsGiveEveryOtherMemberInTurn() {
    for (int size : new int[] {1, 2, 3, 10}) {
      for (long hash : Placements.hashes(200)) {
        Set<Integer> seen = new HashSet<>();
        for (int attempt = 0; attempt < size; attempt++) {
          int index = JumpPlacement.index(hash, size, attempt);
          assertThat(index).isBetween(0, size - 1);
          assertThat(seen.add(index)).isTrue();
        }
        assertThat(JumpPlacement.index(hash, size, size)).isEqualTo(-1);
      }
    }
  }

  /** What a member cannot take is not dumped on its neighbour. */
  @Test
  void secondAttemptsSpread() {
    int[] counts = new int[10];
    for (long hash : Placements.hashes(100_000)) {
      if (JumpPlacement.index(hash, 10, 0) == 0) {
        counts[JumpPlacement.index(hash, 10, 1)]++;
      }
    }
    for (int i = 1; i < 10; i++) {
      assertThat(counts[i]).isBetween(900, 1350);
    }
  }
}

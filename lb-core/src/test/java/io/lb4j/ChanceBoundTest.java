package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What chance explains, compared with exact probabilities and with draws. */
final class ChanceBoundTest {

  private static final double ONCE_IN_A_HUNDRED = 0.01;

  @Test
  void neverCallsMoreThanTheGivenShareOfChanceResultsNoChance() {
    Random random = new Random(7);
    int windows = 20_000;
    int alarms = 0;
    ChanceBound bound = new ChanceBound(ONCE_IN_A_HUNDRED, 5);
    for (int i = 0; i < windows; i++) {
      int[] counts = new int[5];
      for (int draw = 0; draw < 60; draw++) {
        counts[random.nextInt(5)]++;
      }
      boolean alarm = false;
      for (int count : counts) {
        alarm |= !bound.explains(count, 60, 0.2);
      }
      alarms += alarm ? 1 : 0;
    }

    assertThat(alarms / (double) windows).isPositive().isLessThan(ONCE_IN_A_HUNDRED);
  }

  @Test
  void isABoundOfTheExactProbability() {
    // 20 of 20 draws at one half: 2^-20, and the bound is exact there.
    assertThat(new ChanceBound(2 * Math.pow(2, -19.9), 1).explains(20, 20, 0.5)).isFalse();
    assertThat(new ChanceBound(2 * Math.pow(2, -20.1), 1).explains(20, 20, 0.5)).isTrue();
  }

  @Test
  void findsTooLittleAsWellAsTooMuch() {
    ChanceBound bound = new ChanceBound(1e-4, 10);

    assertThat(bound.explains(100, 1_000, 0.1)).isTrue();
    assertThat(bound.explains(130, 1_000, 0.1)).isTrue();
    assertThat(bound.explains(160, 1_000, 0.1)).isFalse();
    assertThat(bound.explains(50, 1_000, 0.1)).isFalse();
    assertThat(bound.explains(0, 1_000, 0.1)).isFalse();
    assertThat(bound.explains(1_000, 1_000, 0.1)).isFalse();
  }

  @Test
  void isLessSureOfOneAmongMany() {
    assertThat(new ChanceBound(1e-4, 10).explains(155, 1_000, 0.1)).isFalse();
    assertThat(new ChanceBound(1e-4, 10_000).explains(155, 1_000, 0.1)).isTrue();
  }

  @Test
  void noDrawsTellNothing() {
    assertThat(new ChanceBound(1e-4, 2).explains(0, 0, 0.5)).isTrue();
  }
}

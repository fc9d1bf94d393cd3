package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

/** Weights become whole numbers in lowest terms, exactly where that is possible. */
final class WholeWeightsTest {

  @Test
  void wholeWeightsAreReducedToLowestTerms() {
    assertThat(WholeWeights.of(10, 20, 30)).containsExactly(1, 2, 3);
    assertThat(WholeWeights.of(5, 1, 1)).containsExactly(5, 1, 1);
    assertThat(WholeWeights.of(7)).containsExactly(1);
    assertThat(WholeWeights.of(5e9, 1e10)).containsExactly(1, 2);
  }

  @Test
  void decimalFractionsAreExact() {
    assertThat(WholeWeights.of(0.5, 1.5)).containsExactly(1, 3);
    assertThat(WholeWeights.of(0.1, 0.3)).containsExactly(1, 3);
    assertThat(WholeWeights.of(0.125, 1)).containsExactly(1, 8);
    assertThat(WholeWeights.of(1, 1.01)).containsExactly(100, 101);
  }

  @Test
  void multiplesOfTheSmallestAreExactHoweverSmallOrLarge() {
    assertThat(WholeWeights.of(1e-300, 4e-300)).containsExactly(1, 4);
    assertThat(WholeWeights.of(1e300, 2e300)).containsExactly(1, 2);
    assertThat(WholeWeights.of(1.0 / 3, 2.0 / 3)).containsExactly(1, 2);
    assertThat(WholeWeights.of(Double.MIN_VALUE, Double.MIN_VALUE)).containsExactly(1, 1);
  }

  @Test
  void aRatioOfABillionIsExact() {
    assertThat(WholeWeights.of(1, 1e9)).containsExactly(1, 1_000_000_000);
  }

  @Test
  void whatIsLeftIsRoundedToBoundedNumbers() {
    long[] whole = WholeWeights.of(Math.PI, Math.E);
    assertThat((double) whole[0] / whole[1]).isCloseTo(Math.PI / Math.E, offset(1e-9));
    assertThat(WholeWeights.of(1, Double.MAX_VALUE)).containsExactly(1, WholeWeights.LARGEST);
    assertThat(WholeWeights.of(Double.MIN_VALUE, Double.MAX_VALUE, Double.MAX_VALUE / 2))
        .containsExactly(1, WholeWeights.LARGEST, WholeWeights.LARGEST / 2);
  }
}

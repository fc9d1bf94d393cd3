package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemainderTest {

  private static final int DRAWS = 10_000;

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        2,
        3,
        7,
        10,
        100,
        65_537,
        5_000_011,
        1L << 31,
        (1L << 53) - 1,
        1L << 53,
        1L << 62
      })
  void isThatOfTheDivision(long divisor) {
    Remainder remainder = new Remainder(divisor);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < DRAWS; i++) {
      assertEqual(remainder, random.nextLong(), divisor);
      long multiple = Long.divideUnsigned(random.nextLong(), divisor) * divisor;
      assertEqual(remainder, multiple, divisor);
      assertEqual(remainder, multiple - 1, divisor);
    }
    assertEqual(remainder, -1, divisor);
    assertEqual(remainder, Long.MIN_VALUE, divisor);
    assertEqual(remainder, Long.MAX_VALUE, divisor);
  }

  private static void assertEqual(Remainder remainder, long dividend, long divisor) {
    assertThat(remainder.of(dividend))
        .as("%s mod %s", Long.toUnsignedString(dividend), divisor)
        .isEqualTo(Long.remainderUnsigned(dividend, divisor));
  }
}

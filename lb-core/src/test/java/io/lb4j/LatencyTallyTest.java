package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Counts and sums that share a long. */
final class LatencyTallyTest {

  private final LatencyTally tally = new LatencyTally();

  @Test
  void theMeanIsRightToAFewMicroseconds() {
    long before = tally.reading();
    for (int i = 1; i <= 1000; i++) {
      tally.add(i * 1_000L);
    }
    assertThat(LatencyTally.countBetween(before, tally.reading())).isEqualTo(1000);
    assertThat(LatencyTally.meanNanosBetween(before, tally.reading()))
        .isCloseTo(500_500, within(100.0));
  }

  @Test
  void nothingHasNoMean() {
    assertThat(LatencyTally.countBetween(7, 7)).isZero();
    assertThat(LatencyTally.meanNanosBetween(7, 7)).isNaN();
  }

  @Test
  void differencesStayRightWhenSumAndCountRunOver() {
    long minute = TimeUnit.MINUTES.toNanos(1);
    for (int i = 0; i < 40_000_000; i++) {
      tally.add(minute);
      if (i % 999_983 == 0) {
        long before = tally.reading();
        tally.add(TimeUnit.SECONDS.toNanos(1));
        tally.add(TimeUnit.SECONDS.toNanos(3));
        assertThat(LatencyTally.countBetween(before, tally.reading())).isEqualTo(2);
        assertThat(LatencyTally.meanNanosBetween(before, tally.reading()))
            .isCloseTo(2e9, within(5_000.0));
      }
    }
  }

  @Test
  void oneEndlessStreamDoesNotFillTheSum() {
    long before = tally.reading();
    tally.add(Long.MAX_VALUE);
    assertThat(LatencyTally.countBetween(before, tally.reading())).isEqualTo(1);
    assertThat(LatencyTally.meanNanosBetween(before, tally.reading()))
        .isCloseTo((double) TimeUnit.MINUTES.toNanos(10), within(5_000.0));
  }
}

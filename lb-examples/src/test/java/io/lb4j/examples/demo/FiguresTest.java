package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void percentilesAreThoseOfTheLastThreeSeconds() {
    Latencies latencies = new Latencies();
    latencies.record(0, TimeUnit.SECONDS.toNanos(9));
    for (int i = 1; i <= 100; i++) {
      latencies.record(seconds(2), TimeUnit.MILLISECONDS.toNanos(i));
    }

    assertThat(latencies.quantileMillis(0.99, seconds(3))).isEqualTo(100);
    assertThat(latencies.quantileMillis(0.99, seconds(4))).as("9 s are forgotten").isEqualTo(99);
    assertThat(latencies.quantileMillis(0.5, seconds(4))).isEqualTo(50);
    assertThat(latencies.quantileMillis(0.5, seconds(6))).as("all are").isNull();
  }

  @Test
  void gainsReachAsFarBackAsReadingsAreKept() {
    Gain gain = new Gain(2);

    assertThat(gain.with(10)).isZero();
    assertThat(gain.steps()).isOne();
    assertThat(gain.with(13)).isEqualTo(3);
    assertThat(gain.with(20)).isEqualTo(10);
    assertThat(gain.steps()).isEqualTo(2);
    assertThat(gain.with(20)).isEqualTo(7);
  }

  @Test
  void aCallWithoutAnyAttemptIsNoNegativeRetry() {
    Figures figures = new Figures();

    figures.callEnded(false, 1, 0);
    figures.callEnded(true, 1, 3);

    assertThat(figures.retries()).isEqualTo(2);
    assertThat(figures.failed()).isOne();
    assertThat(figures.answered()).isOne();
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}

package io.lb4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void oneDisturbedIterationDoesNotCount() {
    Sample sample = Sample.of(new double[] {101, 99, 100, 100, 5000}, new double[] {32, 32, 32});
    assertThat(sample.median()).isEqualTo(100);
    assertThat(sample.bytes()).isEqualTo(32);
  }

  @Test
  void spreadsOfARatioAddInSquares() {
    Sample ratio = new Sample(120, 12, 32).dividedBy(new Sample(80, 4, 32));
    assertThat(ratio.median()).isEqualTo(1.5);
    assertThat(ratio.spread()).isCloseTo(1.5 * Math.sqrt(0.01 + 0.0025), within(1e-12));
  }

  @Test
  void smallNumbersKeepTwoDecimals() {
    assertThat(new Sample(1.234, 0.056, 0)).hasToString("1.23 ± 0.06");
    assertThat(new Sample(123.4, 5.67, 0)).hasToString("123.4 ± 5.7");
  }
}

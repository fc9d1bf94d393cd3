package io.lb4j.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Gradient2Test extends AdaptiveLimitContract {

  private static final Gradient2 RULE = Gradient2.defaults().withLimits(100, 1, 1000);

  @Override
  AdaptiveLimit rule(int initialLimit, int minLimit, int maxLimit) {
    return Gradient2.defaults().withLimits(initialLimit, minLimit, maxLimit);
  }

  private static LimitSample sample(long latencyNanos, int drops) {
    return new LimitSample(latencyNanos, 100 - drops, drops, 100);
  }

  /** From 100, after one window at the usual latency has left the limit at 100.8. */
  @ParameterizedTest(name = "{0} times the usual latency, {1} % dropped: {2}")
  @CsvSource({
    "1.0, 0, 101", // .8·100.8 + .2·(100.8 + 4) = 101.6
    "1.5, 0, 101", // within the tolerance
    "2.0, 0, 96", // .8·100.8 + .2·(0.75·100.8 + 4) = 96.56
    "3.0, 0, 91", // .8·100.8 + .2·(0.5·100.8 + 4) = 91.52
    "9.0, 0, 91", // never by more than half
    "1.0, 10, 99", // .8·100.8 + .2·(0.9·100.8 + 3.6) = 99.504
    "3.0, 10, 91", // the lower gradient counts: 91.44
    "1.0, 90, 90", // .8·100.8 + .2·(0.5·100.8 + 0.4) = 90.8
  })
  void changesByItsFormula(double slower, int dropped, int limit) {
    LimitEstimate usual = RULE.start().after(sample(1_000_000, 0));
    assertThat(usual.after(sample((long) (slower * 1_000_000), dropped)).limit()).isEqualTo(limit);
  }

  @Test
  void measuresItsUsualLatencyWhileTheLimitIsNotInUse() {
    LimitEstimate estimate = RULE.start();
    for (int i = 0; i < 3000; i++) {
      // Ten minutes are one time constant; these are 50.
      estimate = estimate.after(new LimitSample(4_000_000, 100, 0, 10));
    }
    // 4 ms are usual now, so 5 ms are no sign of a queue.
    assertThat(estimate.after(sample(5_000_000, 0)).limit()).isEqualTo(100);
    assertThat(estimate.after(sample(9_000_000, 0)).limit()).isLessThan(100);
  }

  @Test
  void forgetsBadTimesSoon() {
    LimitEstimate bad = RULE.start().after(sample(100_000_000, 0));
    LimitEstimate estimate = bad;
    for (int i = 0; i < 50; i++) {
      estimate = estimate.after(new LimitSample(1_000_000, 100, 0, 10));
    }
    assertThat(estimate.after(sample(4_000_000, 0)).limit()).isLessThan(100);
    assertThat(bad.after(sample(4_000_000, 0)).limit()).isEqualTo(101);
  }

  @Test
  void growsFasterAndBearsMoreIfTold() {
    Gradient2 rule = RULE.withQueue(50).withTolerance(4);
    assertThat(rule.start().after(sample(1_000_000, 0)).limit()).isEqualTo(110);
    assertThat(rule.start().after(sample(1, 0)).after(sample(4, 0)).limit()).isEqualTo(120);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 10, minLimit is 0; it must be at least 1",
    "5, 5, 4, maxLimit is 4; it must not be below minLimit 5",
    "4, 5, 6, initialLimit is 4; it must be between minLimit 5 and maxLimit 6",
    "7, 5, 6, initialLimit is 7; it must be between minLimit 5 and maxLimit 6"
  })
  void refusesLimitsOutOfOrder(int initial, int min, int max, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULE.withLimits(initial, min, max))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 10.1, Double.NaN})
  void refusesATolerance(double tolerance) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULE.withTolerance(tolerance))
        .withMessage("tolerance is " + tolerance + "; it must be between 1 and 10");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void refusesAQueue(int queue) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULE.withQueue(queue))
        .withMessage("queue is " + queue + "; it must be between 1 and 1000");
  }

  @Test
  void refusesSamplesThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LimitSample(-1, 0, 0, 0))
        .withMessage("latencyNanos is -1; it must not be negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LimitSample(0, 0, 0, -2))
        .withMessage("peakInFlight is -2; it must not be negative");
  }
}

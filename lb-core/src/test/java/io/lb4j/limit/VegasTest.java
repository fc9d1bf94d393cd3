package io.lb4j.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VegasTest extends AdaptiveLimitContract {

  private static final Vegas RULE = Vegas.defaults().withLimits(100, 1, 1000);

  @Override
  AdaptiveLimit rule(int initialLimit, int minLimit, int maxLimit) {
    return Vegas.defaults().withLimits(initialLimit, minLimit, maxLimit);
  }

  private static LimitSample sample(long latencyNanos, int drops) {
    return new LimitSample(latencyNanos, 1000 - drops, drops, 100);
  }

  /** From 112, where the first window has brought it; log₁₀ 112 is 2.05. */
  @ParameterizedTest(name = "{0} ns instead of 1000, {1} ‰ dropped: {2}")
  @CsvSource({
    "1000, 0, 124", // nobody waits: + 6·log
    "1018, 0, 124", // 1.98 wait: nearly nobody
    "1020, 0, 114", // 2.2 wait: + log
    "1057, 0, 114", // 6.04 wait, below 3·log = 6.15
    "1060, 0, 112", // 6.3 wait
    "1120, 0, 112", // 12 wait, below 6·log = 12.3
    "1130, 0, 109", // 12.9 wait: − log
    "9000, 0, 109", // by no more
    "1000, 10, 124", // 1 % dropped does no harm
    "1000, 11, 109", // more does: − log at least
    "1000, 100, 100", // by the share
    "1000, 900, 56", // by half at most
  })
  void changesByItsQueue(long latencyNanos, int dropped, int limit) {
    LimitEstimate first = RULE.start().after(sample(1000, 0));
    assertThat(first.limit()).isEqualTo(112);
    assertThat(first.after(sample(latencyNanos, dropped)).limit()).isEqualTo(limit);
  }

  @Test
  void takesALowerLatencyForTheFastestAtOnce() {
    LimitEstimate first = RULE.start().after(sample(1000, 0)).after(sample(500, 0));
    assertThat(first.after(sample(1000, 0)).limit()).isLessThan(first.limit());
  }

  @Test
  void followsALatencyThatRisesWithoutUse() {
    LimitEstimate estimate = RULE.start().after(sample(1000, 0));
    assertThat(estimate.after(sample(2000, 0)).limit()).isLessThan(estimate.limit());
    for (int i = 0; i < 100; i++) {
      estimate = estimate.after(new LimitSample(2000, 100, 0, 10));
    }
    assertThat(estimate.after(sample(2000, 0)).limit()).isGreaterThan(estimate.limit());
  }

  @Test
  void keepsALongerQueueIfTold() {
    LimitEstimate first = RULE.withQueue(20, 30).start().after(sample(1000, 0));
    assertThat(first.after(sample(1130, 0)).limit()).isGreaterThan(first.limit());
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 6, alpha is 0.5; it must be between 1 and 1000",
    "3, 2, beta is 2.0; it must be between alpha 3.0 and 1000",
    "3, NaN, beta is NaN; it must be between alpha 3.0 and 1000"
  })
  void refusesQueues(double alpha, double beta, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULE.withQueue(alpha, beta))
        .withMessage(message);
  }
}

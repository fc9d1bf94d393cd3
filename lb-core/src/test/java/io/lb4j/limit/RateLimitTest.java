package io.lb4j.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimitTest {

  @ParameterizedTest
  @CsvSource({"0.5, 1", "10, 1", "11, 2", "1000, 100", "1e9, 100000000"})
  void letsATenthOfASecondThroughAtOnce(double perSecond, int burst) {
    assertThat(RateLimit.perSecond(perSecond)).isEqualTo(new RateLimit(perSecond, burst));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.0009, 1.1e9, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesARate(double perSecond) {
    String message =
        "permitsPerSecond is " + perSecond + "; it must be between 0.001 and 1000000000";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.perSecond(perSecond))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RateLimit(perSecond, 1))
        .withMessage(message);
  }

  @Test
  void refusesABurst() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.perSecond(5).withBurst(0))
        .withMessage("burst is 0; it must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.perSecond(1).withBurst(86_401))
        .withMessage("burst is 86401; at 1.0 permits per second it takes more than a day to fill");
  }
}

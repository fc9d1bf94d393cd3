package io.lb4j.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.request.Outcome;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class AdaptiveThrottleTest {

  private static final AdaptiveThrottle FORMULA =
      AdaptiveThrottle.defaults().withMinRequests(0).withMaxProbability(1);

  @ParameterizedTest(name = "{0} requests, {1} accepted, k = {2}: {3}")
  @CsvSource({
    "0, 0, 2, 0",
    "1, 0, 2, 0.5",
    "99, 0, 2, 0.99",
    "99, 10, 2, 0.79",
    "100, 50, 2, 0",
    "100, 100, 2, 0",
    "199, 99, 2, 0.005",
    "99, 50, 1.1, 0.44",
    "999, 100, 2, 0.799"
  })
  void followsTheFormula(long requests, long accepts, double k, double probability) {
    assertThat(FORMULA.withK(k).probability(requests, accepts))
        .isCloseTo(probability, within(1e-12));
  }

  @Test
  void leavesATenthThroughAndSmallNumbersAlone() {
    AdaptiveThrottle throttle = AdaptiveThrottle.defaults();
    assertThat(throttle.probability(1_000_000, 0)).isEqualTo(0.9);
    assertThat(throttle.probability(9, 0)).isZero();
    assertThat(throttle.probability(10, 0)).isEqualTo(0.9);
    assertThat(throttle.probability(10, 2)).isEqualTo(6 / 11.0);
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCESS, true, true",
    "FAILURE, true, true",
    "CONNECT_FAILURE, true, true",
    "TIMEOUT, true, false",
    "REJECTED, true, false",
    "IGNORED, false, false"
  })
  void countsOutcomes(Outcome.Kind kind, boolean counts, boolean accepted) {
    assertThat(AdaptiveThrottle.counts(kind)).isEqualTo(counts);
    assertThat(AdaptiveThrottle.isAccepted(kind)).isEqualTo(accepted);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(t -> t.withK(0.9), "k is 0.9; it must be between 1 and 100"),
        mistake(t -> t.withK(Double.NaN), "k is NaN; it must be between 1 and 100"),
        mistake(t -> t.withWindow(Duration.ZERO), "window is 0s; it must be positive"),
        mistake(
            t -> t.withWindow(Duration.ofMillis(999)),
            "window is 999ms; it must be between 1s and 1h"),
        mistake(t -> t.withMinRequests(-1), "minRequests is -1; it must not be negative"),
        mistake(
            t -> t.withMaxProbability(1.1), "maxProbability is 1.1; it must be between 0 and 1"),
        mistake(
            t -> t.withMaxProbability(Double.NaN),
            "maxProbability is NaN; it must be between 0 and 1"));
  }

  private static Arguments mistake(
      Function<AdaptiveThrottle, AdaptiveThrottle> change, String message) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void namesBadValues(String message, Function<AdaptiveThrottle, AdaptiveThrottle> change) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> change.apply(AdaptiveThrottle.defaults()))
        .withMessage(message);
  }
}

package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot work is refused with a message that says what would. */
final class HealthChecksTest {

  private final CheckTiming timing = CheckTiming.every(Duration.ofSeconds(5));
  private final HealthChecks<String> checks =
      HealthChecks.of(endpoint -> CompletableFuture.completedFuture(CheckResult.passed()));

  private static void refused(String name, String advice, ThrowingCallable what) {
    assertThatIllegalArgumentException()
        .isThrownBy(what)
        .withMessageContaining(name)
        .withMessageContaining(advice);
  }

  @Test
  void everyIntervalGivesATimingThatWorks() {
    for (long millis : new long[] {200, 300, 1000, 5000, 3_600_000}) {
      CheckTiming derived = CheckTiming.every(Duration.ofMillis(millis));
      assertThat(derived.timeout()).isLessThan(derived.fastInterval());
      assertThat(derived.fastInterval()).isLessThan(derived.interval());
    }
    assertThat(timing.timeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {2250, 2500, 5000, 60_000})
  void aTimeoutThatChecksWouldOverlapInIsRefused(long millis) {
    refused(
        "timeout is " + Durations.text(Duration.ofMillis(millis)),
        "below 2.25s",
        () -> checks.withTimeout(Duration.ofMillis(millis)));
  }

  @Test
  void aTimeoutJustBelowTheFastIntervalLessItsJitterIsFine() {
    assertThat(checks.withTimeout(Duration.ofMillis(2249)).timing().timeout().toMillis())
        .isEqualTo(2249);
  }

  @Test
  void intervalsThatContradictEachOtherAreRefused() {
    refused("fastInterval is 6s", "above interval 5s", () -> fast(Duration.ofSeconds(6)));
    refused("fastInterval is 50ms", "100ms", () -> fast(Duration.ofMillis(50)));
    refused("idleInterval is 4s", "5s", () -> timing.withIdleInterval(Duration.ofSeconds(4)));
    refused("maxInterval is 4s", "5s", () -> timing.withMaxInterval(Duration.ofSeconds(4)));
    refused("maxInterval", "at most 36500", () -> timing.withMaxInterval(Duration.ofDays(40_000)));
    refused("interval is 100ms", "200ms", () -> CheckTiming.every(Duration.ofMillis(100)));
    refused("interval is 0s", "positive", () -> CheckTiming.every(Duration.ZERO));
    refused("timeout is 0s", "positive", () -> timing.withTimeout(Duration.ZERO));
  }

  private void fast(Duration interval) {
    assertThat(timing.withFastInterval(interval)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 0.51, Double.NaN, Double.POSITIVE_INFINITY})
  void jitterThatIsNoShareIsRefused(double jitter) {
    refused("jitter is " + jitter, "between 0 and 0.5", () -> timing.withJitter(jitter));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void thresholdsBelowOneAreRefused(int threshold) {
    refused("rise is " + threshold, "at least 1", () -> checks.withThresholds(threshold, 1));
    refused("fall is " + threshold, "at least 1", () -> checks.withThresholds(1, threshold));
    refused("maxConcurrent", "at least 1", () -> checks.withMaxConcurrent(threshold));
  }

  @Test
  void reasonsFromOutsideAreEscaped() {
    assertThat(CheckResult.notReady("a\r\nb").reason()).isEqualTo("a\\u000d\\u000ab");
  }
}

package io.lb4j.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.request.Outcome;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Attempts and the waits between them, and what hedges learn from. */
final class RetryPolicyTest {

  private static EndedAttempt failed(int number) {
    return new EndedAttempt(number, Outcome.failure(), RetryClass.SENT, null, null);
  }

  @Test
  void waitsAreUniformUpToABoundThatDoublesToTheMaximum() {
    RetrySequence sequence =
        RetryPolicy.exponential(100, Duration.ofMillis(10), Duration.ofMillis(35))
            .begin(ScriptedRandom.seeded(4));
    long[] boundMillis = {10, 20, 35, 35};
    for (int retry = 1; retry <= boundMillis.length; retry++) {
      long boundNanos = Duration.ofMillis(boundMillis[retry - 1]).toNanos();
      long sum = 0;
      for (int i = 0; i < 10_000; i++) {
        long delayNanos = sequence.delayNanosAfter(failed(retry));
        assertThat(delayNanos).isBetween(0L, boundNanos);
        sum += delayNanos;
      }
      assertThat(sum / 10_000.0).isCloseTo(boundNanos / 2.0, Percentage.withPercentage(3));
    }
    assertThat(sequence.delayNanosAfter(failed(99))).isLessThanOrEqualTo(35_000_000);
    assertThat(sequence.delayNanosAfter(failed(100))).isEqualTo(RetryPolicy.NO_MORE);
  }

  @Test
  void successesAreNotRepeated() {
    EndedAttempt success = new EndedAttempt(1, Outcome.success(), RetryClass.SENT, "result", null);
    assertThat(RetryPolicy.defaults().begin(ScriptedRandom.seeded(1)).delayNanosAfter(success))
        .isEqualTo(RetryPolicy.NO_MORE);
  }

  @Test
  void theDefaultIsThreeAttemptsAndNoneIsOne() {
    ScriptedRandom random = ScriptedRandom.seeded(1);
    RetrySequence byDefault = RetryPolicy.defaults().begin(random);
    assertThat(byDefault.delayNanosAfter(failed(2))).isNotNegative();
    assertThat(byDefault.delayNanosAfter(failed(3))).isEqualTo(RetryPolicy.NO_MORE);
    assertThat(RetryPolicy.none().begin(random).delayNanosAfter(failed(1)))
        .isEqualTo(RetryPolicy.NO_MORE);
  }

  @Test
  void badValuesAreNamed() {
    Duration zero = Duration.ZERO;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.exponential(0, zero, zero))
        .withMessage("maxAttempts is 0; it must be 1 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.exponential(2, Duration.ofMillis(-1), zero))
        .withMessage("base is -1ms; it must not be negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.exponential(2, Duration.ofMillis(2), Duration.ofMillis(1)))
        .withMessage("max is 1ms; it must not be less than the base, 2ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hedging.atQuantile(0.3))
        .withMessage("quantile is 0.3; it must be between 0.5 and 0.999");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hedging.after(zero))
        .withMessage("delay is 0s; it must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttemptPolicy.defaults().withDeadline(zero))
        .withMessage("deadline is 0s; it must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttemptPolicy.defaults().withAttemptLimit(zero))
        .withMessage("attemptLimit is 0s; it must be positive");
  }

  @Test
  void theHedgeDelayIsTheObservedQuantile() {
    HedgeDelay delay = new HedgeDelay(Hedging.atP98());
    for (int millis = 1; millis < 100; millis++) {
      delay.succeeded(Duration.ofMillis(millis).toNanos());
      assertThat(delay.nanos()).isEqualTo(HedgeDelay.UNKNOWN);
    }
    delay.succeeded(Duration.ofMillis(100).toNanos());
    assertThat(delay.nanos() / 1e6).isBetween(98.0, 98.0 * 9 / 8);
  }

  @Test
  void theHedgeDelayForgets() {
    HedgeDelay delay = new HedgeDelay(Hedging.atP98());
    for (int i = 0; i < 5000; i++) {
      delay.succeeded(Duration.ofSeconds(1).toNanos());
    }
    for (int i = 0; i < 10_000; i++) {
      delay.succeeded(Duration.ofMillis(10).toNanos());
    }
    assertThat(delay.nanos() / 1e6).isBetween(10.0, 10.0 * 9 / 8);
  }

  @Test
  void hedgesThatWinDoNotMakeTheDelayShorter() {
    HedgeDelay delay = new HedgeDelay(Hedging.atP98());
    SplittableRandom random = new SplittableRandom(1);
    int calls = 100_000;
    int hedges = 0;
    for (int i = 0; i < calls; i++) {
      long delayNanos = delay.nanos();
      long firstNanos = exponential(random);
      if (firstNanos <= delayNanos) {
        delay.succeeded(firstNanos);
        continue;
      }
      hedges++;
      long hedgeNanos = exponential(random);
      if (delayNanos + hedgeNanos < firstNanos) {
        delay.succeeded(hedgeNanos);
        delay.cancelled(delayNanos + hedgeNanos);
      } else {
        delay.succeeded(firstNanos);
        delay.cancelled(firstNanos - delayNanos);
      }
    }
    assertThat((double) hedges / calls).isBetween(0.01, 0.02);
  }

  private static long exponential(SplittableRandom random) {
    return (long) (-Math.log(1 - random.nextDouble()) * 5_000_000);
  }

  @Test
  void oddLatenciesDoNoHarm() {
    HedgeDelay delay = new HedgeDelay(Hedging.atP98());
    for (int i = 0; i < 200; i++) {
      delay.succeeded(i % 2 == 0 ? -5 : Long.MAX_VALUE);
    }
    assertThat(delay.nanos()).isPositive();
  }
}

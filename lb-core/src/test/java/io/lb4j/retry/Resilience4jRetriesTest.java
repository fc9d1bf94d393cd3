package io.lb4j.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.lb4j.request.Outcome;
import io.lb4j.resilience.Resilience4jRetries;
import io.lb4j.testkit.ScriptedRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A resilience4j Retry says how often and how far apart; its users see the events they know. */
final class Resilience4jRetriesTest {

  private final Retry retry =
      Retry.of(
          "orders",
          RetryConfig.<Integer>custom()
              .maxAttempts(3)
              .intervalFunction(IntervalFunction.ofExponentialBackoff(100, 2))
              .retryOnException(IOException.class::isInstance)
              .retryOnResult(status -> status >= 500)
              .build());
  private final List<String> events = new ArrayList<>();
  private final RetrySequence sequence =
      Resilience4jRetries.of(retry).begin(ScriptedRandom.seeded(1));

  Resilience4jRetriesTest() {
    retry.getEventPublisher().onEvent(event -> events.add(event.getEventType().name()));
  }

  private static EndedAttempt threw(int number, Throwable thrown) {
    return new EndedAttempt(number, Outcome.failure(), RetryClass.SENT, null, thrown);
  }

  private static EndedAttempt returned(int number, int status) {
    return new EndedAttempt(number, Outcome.ofHttpStatus(status), RetryClass.SENT, status, null);
  }

  @Test
  void intervalsAndTheirEndAreItsOwn() {
    IOException broken = new IOException("broken");
    assertThat(sequence.delayNanosAfter(threw(1, broken)))
        .isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(sequence.delayNanosAfter(returned(2, 503)))
        .isEqualTo(Duration.ofMillis(200).toNanos());
    assertThat(sequence.delayNanosAfter(threw(3, broken))).isEqualTo(RetryPolicy.NO_MORE);
    assertThat(events).containsExactly("RETRY", "RETRY", "ERROR");
    assertThat(retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
  }

  @Test
  void itsPredicatesDecideWhatIsTriedAgain() {
    assertThat(sequence.delayNanosAfter(threw(1, new IllegalStateException("no"))))
        .isEqualTo(RetryPolicy.NO_MORE);
    assertThat(sequence.delayNanosAfter(returned(1, 404))).isEqualTo(RetryPolicy.NO_MORE);
    assertThat(events).containsExactly("IGNORED_ERROR");
  }

  @Test
  void aCallThatEndsWellAfterARetryIsCountedAsSuch() {
    sequence.delayNanosAfter(returned(1, 500));
    assertThat(sequence.delayNanosAfter(returned(2, 200))).isEqualTo(RetryPolicy.NO_MORE);
    sequence.ended(returned(2, 200));
    assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt()).isEqualTo(1);
    assertThat(events).containsExactly("RETRY", "SUCCESS");
  }

  @Test
  void jitterIsDrawnFromTheBalancersSource() {
    Resilience4jRetries jittered = Resilience4jRetries.of(retry).withFullJitter();
    long first = jittered.begin(ScriptedRandom.seeded(7)).delayNanosAfter(returned(1, 500));
    long second = jittered.begin(ScriptedRandom.seeded(7)).delayNanosAfter(returned(1, 500));
    assertThat(first).isBetween(0L, Duration.ofMillis(100).toNanos()).isEqualTo(second);
  }
}

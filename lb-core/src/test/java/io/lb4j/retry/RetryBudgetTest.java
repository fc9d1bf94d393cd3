package io.lb4j.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.testkit.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many retries a budget allows. */
final class RetryBudgetTest {

  private final FakeTicker ticker = new FakeTicker();
  private final RetryBudget budget = RetryBudget.defaults(ticker);

  private int drain() {
    int retries = 0;
    while (budget.tryRetry()) {
      retries++;
    }
    return retries;
  }

  @Test
  void aNewBudgetAllowsTen() {
    assertThat(drain()).isEqualTo(10);
  }

  @Test
  void tenRequestsPayForOneRetry() {
    drain();
    for (int i = 0; i < 9; i++) {
      budget.recordRequest();
    }
    assertThat(budget.tryRetry()).isFalse();
    budget.recordRequest();
    assertThat(budget.tryRetry()).isTrue();
  }

  @Test
  void everySecondPaysForOneRetry() {
    drain();
    ticker.advance(Duration.ofSeconds(3));
    assertThat(drain()).isEqualTo(3);
  }

  @Test
  void theBucketOfAnIdleServiceHoldsTen() {
    ticker.advance(Duration.ofHours(1));
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void theBucketHoldsTenSecondsOfDeposits() {
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 1000; i++) {
        budget.recordRequest();
      }
      ticker.advance(Duration.ofSeconds(1));
    }
    assertThat(budget.available()).isCloseTo(10 * (1000 * 0.1 + 1), within(1.0));
    ticker.advance(Duration.ofSeconds(1));
    assertThat(budget.available()).as("traffic has stopped").isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"10", "100", "1000"})
  void inATotalOutageAttemptsPerRequestStayBounded(int requestsPerSecond) {
    int seconds = 60;
    int attempts = 0;
    for (int i = 0; i < seconds * requestsPerSecond; i++) {
      budget.recordRequest();
      attempts++;
      for (int retry = 0; retry < 2 && budget.tryRetry(); retry++) {
        attempts++;
      }
      ticker.advance(Duration.ofNanos(1_000_000_000 / requestsPerSecond));
    }
    int requests = seconds * requestsPerSecond;
    double bound =
        1 + 0.1 + 1.0 / requestsPerSecond + RetryBudget.INITIAL_TOKENS / (double) requests;
    assertThat(attempts / (double) requests).isLessThanOrEqualTo(bound);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aRatioIsAShare(double ratio) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryBudget(ratio, 1, ticker))
        .withMessageContaining("ratio is " + ratio);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aFloorIsFiniteAndNotNegative(double floor) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryBudget(0.1, floor, ticker))
        .withMessageContaining("floorPerSecond is " + floor);
  }

  @Test
  void noBudgetIsNoRetry() {
    RetryBudget none = new RetryBudget(0, 0, ticker);
    for (int i = 0; i < 10; i++) {
      assertThat(none.tryRetry()).isTrue();
    }
    none.recordRequest();
    ticker.advance(Duration.ofMinutes(1));
    assertThat(none.tryRetry()).isFalse();
  }
}

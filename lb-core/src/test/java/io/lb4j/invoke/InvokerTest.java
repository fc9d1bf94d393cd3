package io.lb4j.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lb4j.Balancer;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.stats.OutcomeCounts;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls through a balancer: reported on every path, retried elsewhere only when that is safe. */
final class InvokerTest {

  private final FakeTicker ticker = new FakeTicker();
  private final Balancer<String> balancer = balancer("a", "b");
  private final List<String> tried = new ArrayList<>();

  private Balancer<String> balancer(String... ids) {
    return Balancer.<String>builder("calls")
        .endpoints(List.of(ids).stream().map(id -> Endpoint.of(id, id)).toList())
        .policy(SelectionPolicies.roundRobin())
        .ticker(ticker)
        .scheduler(new ManualScheduler(ticker))
        .build();
  }

  /** Waits between attempts would be for ever: nobody moves this clock meanwhile. */
  private static Invoker<String> invoker(Balancer<String> balancer) {
    return Invoker.<String>of(balancer)
        .withPolicy(
            AttemptPolicy.defaults()
                .withRetries(RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO)));
  }

  private OutcomeCounts counts(String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().counts();
  }

  @Test
  void aCallReturnsItsResultAndReportsSuccess() {
    String result = invoker(balancer).call(SelectionContext.none(), target -> "from " + target);
    assertThat(result).startsWith("from ");
    assertThat(counts("a").successes() + counts("b").successes()).isEqualTo(1);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void whatWasNotSentIsTriedElsewhere() throws IOException {
    String result =
        invoker(balancer)
            .call(
                SelectionContext.none(),
                target -> {
                  tried.add(target);
                  if (tried.size() == 1) {
                    throw new ConnectException("refused");
                  }
                  return target;
                });
    assertThat(tried).hasSize(2).doesNotHaveDuplicates();
    assertThat(result).isEqualTo(tried.get(1));
    assertThat(counts(tried.get(0)).connectFailures()).isEqualTo(1);
  }

  private String timingOut(String target) throws IOException {
    tried.add(target);
    throw new SocketTimeoutException("Read timed out");
  }

  @Test
  void whatMayHaveBeenSentIsNotRepeated() {
    assertThatIOException()
        .isThrownBy(() -> invoker(balancer).call(SelectionContext.none(), this::timingOut))
        .withMessage("Read timed out");
    assertThat(tried).hasSize(1);
    assertThat(counts(tried.get(0)).timeouts()).isEqualTo(1);
  }

  @Test
  void idempotentCallsAreTriedElsewhereThenAgainAndTheLastErrorIsTheCallers() {
    assertThatIOException()
        .isThrownBy(
            () -> invoker(balancer).idempotent().call(SelectionContext.none(), this::timingOut));
    assertThat(tried).hasSize(3);
    assertThat(tried.subList(0, 2)).doesNotHaveDuplicates();
    assertThat(tried.get(2)).isNotEqualTo(tried.get(1));
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void resultsAreJudgedToo() {
    int status =
        invoker(balancer)
            .idempotent()
            .call(
                SelectionContext.none(),
                target -> {
                  tried.add(target);
                  return tried.size() == 1 ? 503 : 200;
                },
                Outcome::ofHttpStatus);
    assertThat(status).isEqualTo(200);
    assertThat(counts(tried.get(0)).rejections()).isEqualTo(1);
  }

  @Test
  void whereThereIsNobodyElseTheSameEndpointIsAskedAgain() {
    Balancer<String> alone = balancer("a");
    int status =
        invoker(alone)
            .idempotent()
            .call(
                SelectionContext.none(),
                target -> {
                  tried.add(target);
                  return tried.size() < 3 ? 500 : 200;
                },
                Outcome::ofHttpStatus);
    assertThat(status).isEqualTo(200);
    assertThat(tried).containsExactly("a", "a", "a");
  }

  @Test
  void attemptsKnowTheirNumberAndTheirLimit() {
    List<Attempt> attempts = new ArrayList<>();
    Invoker<String> limited =
        Invoker.<String>of(balancer)
            .idempotent()
            .withPolicy(
                AttemptPolicy.defaults()
                    .withRetries(RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO))
                    .withDeadline(Duration.ofSeconds(5))
                    .withAttemptLimit(Duration.ofSeconds(2)));
    limited.call(
        SelectionContext.none(),
        (target, attempt) -> {
          attempts.add(attempt);
          ticker.advance(Duration.ofSeconds(2));
          return 500;
        },
        Outcome::ofHttpStatus);
    assertThat(attempts).extracting(Attempt::number).containsExactly(1, 2, 3);
    assertThat(attempts)
        .extracting(Attempt::limit)
        .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(1));
  }

  @Test
  void theBudgetBoundsRetries() {
    int attempts = 0;
    for (int i = 0; i < 100; i++) {
      tried.clear();
      assertThatIOException()
          .isThrownBy(
              () -> invoker(balancer).idempotent().call(SelectionContext.none(), this::timingOut));
      attempts += tried.size();
    }
    // What the first request pays in does not fit: a new bucket is full.
    assertThat(attempts).isEqualTo(100 + 10 + 9);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void aJudgeThatThrowsLeaksNothing() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                invoker(balancer)
                    .call(
                        SelectionContext.none(),
                        target -> "result",
                        result -> {
                          throw new IllegalStateException("a bug of the user's");
                        }))
        .withMessage("a bug of the user's");
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(counts("a").ignored() + counts("b").ignored()).isEqualTo(1);
  }

  @Test
  void errorsPassThroughAndReleaseTheLease() {
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(
            () ->
                invoker(balancer)
                    .call(
                        SelectionContext.none(),
                        target -> {
                          throw new StackOverflowError();
                        }));
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void anEmptyBalancerSaysSo() {
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(() -> invoker(balancer()).call(SelectionContext.none(), target -> "never"));
  }

  @Test
  void aNullResultIsAResult() {
    assertThat(invoker(balancer).<String, RuntimeException>call(SelectionContext.none(), t -> null))
        .isNull();
  }
}

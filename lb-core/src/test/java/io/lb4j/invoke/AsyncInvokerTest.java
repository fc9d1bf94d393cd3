package io.lb4j.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.Balancer;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.limit.RateLimit;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.stats.OutcomeCounts;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Calls that complete later: retried, hedged, limited and cancelled in virtual time. */
@SuppressWarnings("FutureReturnValueIgnored") // Not every call's end matters.
final class AsyncInvokerTest {

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final Balancer<String> balancer = balancer(0, "a", "b", "c");

  /** The attempts, in the order in which they began. */
  private final List<String> tried = new ArrayList<>();

  private final List<CompletableFuture<Integer>> answers = new ArrayList<>();

  private Balancer<String> balancer(int maxConcurrency, String... ids) {
    return Balancer.<String>builder("calls")
        .endpoints(
            List.of(ids).stream()
                .map(
                    id ->
                        maxConcurrency == 0
                            ? Endpoint.of(id, id)
                            : Endpoint.builder(id, id).maxConcurrency(maxConcurrency).build())
                .toList())
        .policy(SelectionPolicies.roundRobin())
        .random(ScriptedRandom.seeded(3))
        .ticker(ticker)
        .scheduler(scheduler)
        .build();
  }

  private CompletableFuture<Integer> call(Invoker<String> invoker) {
    return invoker.callAsync(
        SelectionContext.none(),
        target -> {
          tried.add(target);
          CompletableFuture<Integer> answer = new CompletableFuture<>();
          answers.add(answer);
          return answer;
        },
        Outcome::ofHttpStatus);
  }

  private Invoker<String> invoker() {
    return Invoker.of(balancer);
  }

  private OutcomeCounts counts(int attempt) {
    return balancer.snapshot().endpoint(tried.get(attempt)).orElseThrow().counts();
  }

  private void passMillis(long millis) {
    scheduler.advance(Duration.ofMillis(millis));
  }

  @Test
  void aCallCompletesAsItsAttemptDoes() {
    CompletableFuture<Integer> call = call(invoker());
    assertThat(balancer.snapshot().inFlight()).isEqualTo(1);
    answers.get(0).complete(200);
    assertThat(call).isCompletedWithValue(200);
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(counts(0).successes()).isEqualTo(1);
  }

  @Test
  void aRetryWaitsItsTurnAndGoesElsewhere() {
    CompletableFuture<Integer> call = call(invoker().idempotent());
    answers.get(0).complete(500);
    assertThat(call).isNotDone();
    passMillis(10);
    assertThat(tried).hasSize(2).doesNotHaveDuplicates();
    answers.get(1).complete(200);
    assertThat(call).isCompletedWithValue(200);
    assertThat(counts(0).failures()).isEqualTo(1);
  }

  @Test
  void whatWasNotSentGoesElsewhereAtOnce() {
    CompletableFuture<Integer> call = call(invoker());
    answers.get(0).completeExceptionally(new CompletionException(new ConnectException("refused")));
    assertThat(tried).hasSize(2);
    answers.get(1).complete(201);
    assertThat(call).isCompletedWithValue(201);
    assertThat(counts(0).connectFailures()).isEqualTo(1);
  }

  @Test
  void theLastErrorIsTheCallersWithoutItsWrapper() {
    IOException error = new IOException("broken pipe");
    CompletableFuture<Integer> call = call(invoker());
    answers.get(0).completeExceptionally(new CompletionException(error));
    assertThat(call).isCompletedExceptionally();
    assertThat(call.handle((value, thrown) -> thrown)).isCompletedWithValue(error);
  }

  @Test
  void aCallThatThrowsOrReturnsNothingIsAFailedAttempt() {
    CompletableFuture<String> threw =
        invoker()
            .callAsync(
                SelectionContext.none(),
                target -> {
                  throw new IOException("no route");
                });
    assertThat(threw).isCompletedExceptionally();
    CompletableFuture<String> none =
        invoker().<String>callAsync(SelectionContext.none(), target -> null);
    assertThat(none.handle((value, thrown) -> thrown.getMessage()))
        .isCompletedWithValue("the call returned no stage");
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void anAttemptBeyondItsLimitIsCancelledAndTriedElsewhere() {
    CompletableFuture<Integer> call =
        call(
            invoker()
                .idempotent()
                .withPolicy(AttemptPolicy.defaults().withAttemptLimit(Duration.ofMillis(100))));
    passMillis(99);
    assertThat(answers.get(0)).isNotDone();
    passMillis(1);
    assertThat(answers.get(0)).isCancelled();
    assertThat(counts(0).timeouts()).isEqualTo(1);
    passMillis(10);
    answers.get(1).complete(200);
    assertThat(call).isCompletedWithValue(200);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void theDeadlineEndsTheCallWhateverIsLeftToTry() {
    CompletableFuture<Integer> call =
        call(
            invoker()
                .idempotent()
                .withPolicy(AttemptPolicy.defaults().withDeadline(Duration.ofMillis(250))));
    passMillis(250);
    assertThat(call.handle((value, thrown) -> thrown))
        .isCompletedWithValueMatching(TimeoutException.class::isInstance);
    assertThat(answers).hasSize(1);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void cancellingTheCallCancelsItsAttemptAndBlamesNobody() {
    CompletableFuture<Integer> call = call(invoker());
    call.cancel(true);
    assertThat(answers.get(0)).isCancelled();
    assertThat(counts(0).ignored()).isEqualTo(1);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void aCallerWhoseTimeIsOverEndsTheAttemptsToo() {
    CompletableFuture<Integer> call = call(invoker().idempotent());
    // As orTimeout does.
    call.completeExceptionally(new TimeoutException());
    assertThat(answers.get(0)).isCancelled();
    assertThat(balancer.snapshot().inFlight()).isZero();
    passMillis(1_000);
    assertThat(tried).hasSize(1);
  }

  @Test
  void aJudgeThatThrowsAnErrorEndsTheCall() {
    CompletableFuture<Integer> call =
        invoker()
            .<Integer>callAsync(
                SelectionContext.none(),
                target -> CompletableFuture.completedFuture(200),
                status -> {
                  throw new AssertionError("a bug of the user's");
                });
    assertThat(call).isCompletedExceptionally();
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void aStageThatNobodyCanWaitForIsAFailedAttempt() {
    CompletableFuture<Integer> call =
        invoker()
            .<Integer>callAsync(
                SelectionContext.none(),
                target ->
                    new CompletableFuture<Integer>() {
                      @Override
                      public CompletableFuture<Integer> whenComplete(
                          BiConsumer<? super Integer, ? super Throwable> action) {
                        throw new UnsupportedOperationException("nobody waits for me");
                      }
                    });
    assertThat(call).isCompletedExceptionally();
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void cancellingBetweenAttemptsEndsTheCall() {
    CompletableFuture<Integer> call = call(invoker().idempotent());
    answers.get(0).complete(500);
    call.cancel(true);
    passMillis(1000);
    assertThat(tried).hasSize(1);
  }

  private Invoker<String> hedged() {
    return invoker()
        .idempotent()
        .withPolicy(AttemptPolicy.defaults().withHedging(Hedging.after(Duration.ofMillis(50))));
  }

  @Test
  void aSlowAttemptIsHedgedAndTheFirstGoodAnswerWins() {
    CompletableFuture<Integer> call = call(hedged());
    passMillis(49);
    assertThat(tried).hasSize(1);
    passMillis(1);
    assertThat(tried).hasSize(2).doesNotHaveDuplicates();
    answers.get(1).complete(200);
    assertThat(call).isCompletedWithValue(200);
    assertThat(answers.get(0)).isCancelled();
    assertThat(counts(0).ignored()).isEqualTo(1);
    assertThat(counts(1).successes()).isEqualTo(1);
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(balancer.retryBudget().available()).isLessThan(9.2);
  }

  @Test
  void aHedgeThatFailsLeavesTheFirstAttemptAlone() {
    CompletableFuture<Integer> call = call(hedged());
    passMillis(50);
    answers.get(1).complete(500);
    assertThat(call).isNotDone();
    answers.get(0).complete(200);
    assertThat(call).isCompletedWithValue(200);
    passMillis(1000);
    assertThat(tried).hasSize(2);
  }

  @Test
  void whenBothFailTheCallIsRetried() {
    CompletableFuture<Integer> call = call(hedged());
    passMillis(50);
    answers.get(1).complete(500);
    answers.get(0).complete(500);
    passMillis(100);
    assertThat(tried).hasSize(3).doesNotHaveDuplicates();
    answers.get(2).complete(200);
    assertThat(call).isCompletedWithValue(200);
  }

  @Test
  void answersInTimeAreNotHedged() {
    CompletableFuture<Integer> call = call(hedged());
    passMillis(49);
    answers.get(0).complete(200);
    passMillis(1000);
    assertThat(call).isCompletedWithValue(200);
    assertThat(tried).hasSize(1);
  }

  @Test
  void whatIsNotIdempotentIsNotHedged() {
    call(
        invoker()
            .withPolicy(
                AttemptPolicy.defaults().withHedging(Hedging.after(Duration.ofMillis(50)))));
    passMillis(1000);
    assertThat(tried).hasSize(1);
  }

  @Test
  void hedgesLearnWhenFromTheAnswers() {
    Invoker<String> hedging =
        invoker().idempotent().withPolicy(AttemptPolicy.defaults().withHedging(Hedging.atP98()));
    for (int i = 0; i < 100; i++) {
      call(hedging);
      passMillis(20);
      answers.get(i).complete(200);
    }
    assertThat(tried).hasSize(100);
    call(hedging);
    passMillis(19);
    assertThat(tried).hasSize(101);
    passMillis(5);
    assertThat(tried).hasSize(102);
  }

  @Test
  void hedgesThatWinDoNotMakeTheDelayShorter() {
    Balancer<String> rich =
        Balancer.<String>builder("calls")
            .endpoints(Endpoint.of("a", "a"), Endpoint.of("b", "b"))
            .retryBudget(1, 1000)
            .ticker(ticker)
            .scheduler(scheduler)
            .build();
    Invoker<String> hedging =
        Invoker.<String>of(rich)
            .idempotent()
            .withPolicy(AttemptPolicy.defaults().withHedging(Hedging.atQuantile(0.9)));
    for (int i = 0; i < 100; i++) {
      call(hedging);
      passMillis(20);
      answers.get(i).complete(200);
    }
    for (int i = 0; i < 1500; i++) {
      CompletableFuture<Integer> call = call(hedging);
      passMillis(30);
      answers.get(answers.size() - 1).complete(200);
      assertThat(call).isDone();
    }
    int before = tried.size();
    call(hedging);
    passMillis(15);
    assertThat(tried).hasSize(before + 1);
  }

  @Test
  void callsWaitForRoomInTheOrderInWhichTheyCame() {
    Balancer<String> small = balancer(1, "a");
    Invoker<String> queueing = Invoker.<String>of(small).queueing(2, Duration.ofMillis(100));
    CompletableFuture<Integer> first = call(queueing);
    CompletableFuture<Integer> second = call(queueing);
    CompletableFuture<Integer> third = call(queueing);
    CompletableFuture<Integer> fourth = call(queueing);
    assertThat(answers).as("one at a time").hasSize(1);
    assertThat(fourth.handle((value, thrown) -> thrown))
        .as("the line is full")
        .isCompletedWithValueMatching(
            thrown ->
                thrown instanceof NoEndpointAvailableException none
                    && none.reason() == Reason.SATURATED);
    answers.get(0).complete(201);
    assertThat(answers).hasSize(2);
    answers.get(1).complete(202);
    answers.get(2).complete(203);
    assertThat(first).isCompletedWithValue(201);
    assertThat(second).isCompletedWithValue(202);
    assertThat(third).isCompletedWithValue(203);
    assertThat(small.snapshot().inFlight()).isZero();
  }

  @Test
  void whoHasWaitedTooLongFailsAndWhoCancelsLeaves() {
    Balancer<String> small = balancer(1, "a");
    Invoker<String> queueing = Invoker.<String>of(small).queueing(2, Duration.ofMillis(100));
    call(queueing);
    CompletableFuture<Integer> cancelled = call(queueing);
    CompletableFuture<Integer> late = call(queueing);
    cancelled.cancel(true);
    passMillis(95);
    assertThat(late).isNotDone();
    passMillis(10);
    assertThat(late).isCompletedExceptionally();
    answers.get(0).complete(200);
    assertThat(answers).hasSize(1);
    assertThat(small.snapshot().inFlight()).isZero();
  }

  @Test
  void whoStandsFarBackFailsInTimeToo() {
    Balancer<String> small = balancer(1, "a");
    Invoker<String> queueing = Invoker.<String>of(small).queueing(10, Duration.ofMillis(100));
    call(queueing);
    for (int i = 0; i < 9; i++) {
      call(queueing);
    }
    CompletableFuture<Integer> hurried =
        call(queueing.withPolicy(AttemptPolicy.defaults().withDeadline(Duration.ofMillis(20))));
    passMillis(30);
    assertThat(hurried).isCompletedExceptionally();
  }

  @Test
  void aRetryIsNotHedgedByTheTimerOfTheAttemptBefore() {
    call(
        invoker()
            .idempotent()
            .withPolicy(
                AttemptPolicy.defaults()
                    .withHedging(Hedging.after(Duration.ofMillis(50)))
                    .withDeadline(Duration.ofMillis(85))));
    passMillis(40);
    answers.get(0).completeExceptionally(new ConnectException("refused"));
    assertThat(tried).hasSize(2);
    passMillis(20);
    assertThat(tried).as("10 ms after the first attempt's hedge would have been due").hasSize(2);
  }

  @Test
  void roomThatOthersMakeIsFoundToo() {
    Balancer<String> small = balancer(1, "a");
    var lease = small.select();
    CompletableFuture<Integer> call =
        call(Invoker.<String>of(small).queueing(2, Duration.ofMillis(100)));
    lease.close();
    passMillis(10);
    answers.get(0).complete(200);
    assertThat(call).isCompletedWithValue(200);
  }

  @Test
  void whoWaitsIsNotTurnedAwayByARateThatWasKeptWhenItCame() {
    Balancer<String> mixed =
        Balancer.<String>builder("calls")
            .endpoints(
                Endpoint.builder("small", "small")
                    .maxConcurrency(1)
                    .metadata(Map.of("gpu", "yes"))
                    .build(),
                Endpoint.of("large", "large"))
            .rateLimit(RateLimit.perSecond(10).withBurst(2))
            .ticker(ticker)
            .scheduler(scheduler)
            .build();
    SelectionContext onSmall = SelectionContext.none().requiring("gpu", "yes");
    var held = mixed.select(onSmall);
    CompletableFuture<String> waiting =
        Invoker.<String>of(mixed)
            .queueing(2, Duration.ofMillis(500))
            .callAsync(onSmall, CompletableFuture::completedFuture);
    mixed.select().close();
    held.close();
    passMillis(20);
    assertThat(waiting).as("there is room, but no token").isNotDone();
    passMillis(100);
    assertThat(waiting).isCompletedWithValue("small");
  }

  @Test
  void anEmptyBalancerSaysSo() {
    assertThat(call(Invoker.of(balancer(0))).handle((value, thrown) -> thrown))
        .isCompletedWithValueMatching(NoEndpointAvailableException.class::isInstance);
  }

  @Test
  void aPolicyOfOneAttemptMakesOne() {
    call(invoker().idempotent().withPolicy(AttemptPolicy.once()));
    answers.get(0).complete(500);
    passMillis(1000);
    assertThat(tried).hasSize(1);
  }

  @Test
  void aLineNeedsRoom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> invoker().queueing(0, Duration.ofSeconds(1)))
        .withMessage("capacity is 0; it must be 1 to 1000000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> invoker().queueing(1, Duration.ZERO))
        .withMessage("maxWait is 0s; it must be positive");
  }

  @Test
  void manyImmediateFailuresDoNotOverflowTheStack() {
    Invoker<String> eager =
        Invoker.<String>of(
                Balancer.<String>builder("rich")
                    .endpoints(Endpoint.of("a", "a"), Endpoint.of("b", "b"))
                    .retryBudget(1, 1000)
                    .ticker(ticker)
                    .scheduler(scheduler)
                    .build())
            .idempotent()
            .withPolicy(
                AttemptPolicy.defaults()
                    .withRetries(RetryPolicy.exponential(100, Duration.ZERO, Duration.ZERO)));
    CompletableFuture<String> call =
        eager.callAsync(
            SelectionContext.none(),
            target -> CompletableFuture.failedFuture(new IOException("broken")));
    assertThat(call).isCompletedExceptionally();
  }
}

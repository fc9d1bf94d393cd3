package io.lb4j.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.NextStep.Await;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.retry.NextStep.Stop;
import io.lb4j.retry.NextStep.StopReason;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows an attempt, given how the call has gone so far. */
final class AttemptPlanTest {

  private static final Endpoint<String> A = Endpoint.of("a", "a");
  private static final Endpoint<String> B = Endpoint.of("b", "b");

  private final FakeTicker ticker = new FakeTicker();
  private final RetryBudget budget = RetryBudget.defaults(ticker);
  private final List<String> told = new ArrayList<>();

  /** Waits 7 ms before each of two retries, whatever has gone wrong. */
  private final RetryPolicy everySevenMillis =
      random ->
          new RetrySequence() {
            @Override
            public long delayNanosAfter(EndedAttempt attempt) {
              return attempt.outcome().isSuccess() || attempt.number() > 2
                  ? RetryPolicy.NO_MORE
                  : millis(7);
            }

            @Override
            public void ended(EndedAttempt last) {
              told.add(last.number() + " " + last.outcome());
            }
          };

  private final AttemptPolicy policy = AttemptPolicy.defaults().withRetries(everySevenMillis);

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private AttemptPlan plan(AttemptPolicy policy, boolean idempotent) {
    return new AttemptPlan(
        policy,
        budget,
        ScriptedRandom.seeded(1),
        SelectionContext.none(),
        idempotent,
        ticker.nanoTime());
  }

  private NextStep end(AttemptPlan plan, Endpoint<?> endpoint, Outcome outcome) {
    return end(plan, plan.started(endpoint), outcome, RetryClass.of(outcome));
  }

  private NextStep end(AttemptPlan plan, int number, Outcome outcome, RetryClass evidence) {
    return plan.ended(
        new EndedAttempt(number, outcome, evidence, "result", null), ticker.nanoTime());
  }

  @ParameterizedTest
  @CsvSource({
    "UNSENT,      false, false, true",
    "UNSENT,      true,  false, true",
    "UNPROCESSED, false, false, true",
    "REJECTED,    false, false, false",
    "REJECTED,    false, true,  true",
    "REJECTED,    true,  false, true",
    "SENT,        false, false, false",
    "SENT,        false, true,  false",
    "SENT,        true,  false, true",
    "NEVER,       true,  true,  false"
  })
  void evidenceDecidesWhatMayBeMadeAgain(
      RetryClass evidence, boolean idempotent, boolean trusting, boolean again) {
    AttemptPlan plan = plan(trusting ? policy.trustingRejections() : policy, idempotent);
    NextStep step = end(plan, plan.started(A), Outcome.failure(), evidence);
    assertThat(step instanceof Retry).isEqualTo(again);
    if (!again) {
      assertThat(step).isEqualTo(new Stop(StopReason.NOT_REPEATABLE));
      assertThat(told).containsExactly("1 FAILURE");
    }
  }

  @Test
  void aSuccessIsTheEnd() {
    AttemptPlan plan = plan(policy, true);
    assertThat(end(plan, A, Outcome.success())).isEqualTo(new Stop(StopReason.SUCCEEDED));
    assertThat(told).containsExactly("1 SUCCESS");
  }

  @Test
  void triedEndpointsAreAvoided() {
    AttemptPlan plan = plan(policy, true);
    end(plan, A, Outcome.failure());
    assertThat(plan.context().avoids(A)).isTrue();
    assertThat(plan.context().avoids(B)).isFalse();
    end(plan, B, Outcome.failure());
    assertThat(plan.context().avoids(A)).isTrue();
    assertThat(plan.context().avoids(B)).isTrue();
  }

  @Test
  void thePolicyEndsTheAttempts() {
    AttemptPlan plan = plan(policy, true);
    assertThat(end(plan, A, Outcome.failure())).isEqualTo(new Retry(millis(7)));
    assertThat(end(plan, B, Outcome.timeout())).isEqualTo(new Retry(millis(7)));
    assertThat(end(plan, A, Outcome.failure())).isEqualTo(new Stop(StopReason.ENOUGH_ATTEMPTS));
    assertThat(told).containsExactly("3 FAILURE");
  }

  @Test
  void whatWasNotSentGoesElsewhereAtOnceButPaysTheWaitIfThereIsNobodyElse() {
    AttemptPlan plan = plan(policy, false);
    assertThat(end(plan, A, Outcome.connectFailure())).isEqualTo(new Retry(0));
    assertThat(plan.allTried(ticker.nanoTime())).isEqualTo(new Retry(millis(7)));
    assertThat(plan.context().avoids(A)).isFalse();
    // Whom the request itself rules out is nobody to try.
    assertThat(plan.allTried(ticker.nanoTime())).isEqualTo(new Stop(StopReason.NO_ENDPOINT));
    assertThat(told).containsExactly("1 CONNECT_FAILURE");
  }

  @Test
  void whoAskedForALongRestIsLeftAloneWhateverTheOthersDo() {
    AttemptPlan plan = plan(policy, true);
    end(plan, A, Outcome.rejected().withRetryAfter(Duration.ofMinutes(1)));
    end(plan, B, Outcome.failure());
    assertThat(plan.allTried(ticker.nanoTime())).isEqualTo(new Retry(0));
    assertThat(plan.context().avoids(A)).isTrue();
    plan.allTried(ticker.nanoTime());
    assertThat(plan.context().avoids(A)).isTrue();
    assertThat(plan.context().avoids(B)).isFalse();
    assertThat(plan.allTried(ticker.nanoTime())).isEqualTo(new Stop(StopReason.NO_ENDPOINT));
  }

  @Test
  void whenAllWereTriedTheLastOneIsAskedLast() {
    AttemptPlan plan = plan(policy, true);
    end(plan, A, Outcome.failure());
    end(plan, B, Outcome.failure());
    plan.allTried(ticker.nanoTime());
    assertThat(plan.context().avoids(A)).isFalse();
    assertThat(plan.context().avoids(B)).isTrue();
    assertThat(plan.allTried(ticker.nanoTime())).isEqualTo(new Retry(0));
    assertThat(plan.context().avoids(B)).isFalse();
  }

  @Test
  void aSecondConnectFailureWaits() {
    AttemptPlan plan = plan(policy, false);
    end(plan, A, Outcome.connectFailure());
    assertThat(end(plan, B, Outcome.connectFailure())).isEqualTo(new Retry(millis(7)));
  }

  @Test
  void whoAsksForRestIsAskedAgainByTheSameCallOnlyIfItIsShort() {
    AttemptPlan brief = plan(policy, true);
    Outcome rejected = Outcome.rejected();
    assertThat(end(brief, A, rejected.withRetryAfter(Duration.ofMillis(500))))
        .as("a retry elsewhere does not wait for it")
        .isEqualTo(new Retry(millis(7)));
    assertThat(((Retry) brief.allTried(ticker.nanoTime())).delayNanos())
        .isBetween(millis(500), millis(550));

    AttemptPlan patient = plan(policy, true);
    end(patient, A, rejected.withRetryAfter(Duration.ofSeconds(2)));
    assertThat(patient.allTried(ticker.nanoTime())).isEqualTo(new Stop(StopReason.NO_ENDPOINT));
  }

  @Test
  void noAttemptBeginsAfterTheDeadline() {
    AttemptPlan plan = plan(policy.withDeadline(Duration.ofMillis(107)), true);
    assertThat(plan.remainingNanos(ticker.nanoTime())).isEqualTo(millis(107));
    ticker.advance(Duration.ofMillis(99));
    assertThat(end(plan, A, Outcome.timeout())).isEqualTo(new Retry(millis(7)));
    ticker.advance(Duration.ofMillis(7));
    assertThat(end(plan, B, Outcome.timeout())).isEqualTo(new Stop(StopReason.DEADLINE));
    ticker.advance(Duration.ofDays(1));
    assertThat(plan.remainingNanos(ticker.nanoTime())).isZero();
  }

  @Test
  void noRetryBeginsWhenTheCallerHasGivenUp() {
    AttemptPlan plan = plan(policy, true);
    plan.callerGivesUpAfter(millis(107));
    ticker.advance(Duration.ofMillis(100));
    assertThat(plan.attemptLimitNanos(ticker.nanoTime())).isEqualTo(AttemptPlan.NEVER);
    assertThat(end(plan, A, Outcome.timeout())).isEqualTo(new Stop(StopReason.DEADLINE));
  }

  @Test
  void anAttemptMayTakeItsLimitOrWhatIsLeft() {
    AttemptPlan plan =
        plan(
            policy.withDeadline(Duration.ofSeconds(5)).withAttemptLimit(Duration.ofSeconds(2)),
            true);
    assertThat(plan.attemptLimitNanos(ticker.nanoTime())).isEqualTo(millis(2000));
    ticker.advance(Duration.ofSeconds(4));
    assertThat(plan.attemptLimitNanos(ticker.nanoTime())).isEqualTo(millis(1000));
    assertThat(plan(policy, true).attemptLimitNanos(0)).isEqualTo(AttemptPlan.NEVER);
  }

  @Test
  void theBudgetEndsTheAttempts() {
    while (budget.tryRetry()) {
      // Until it is empty.
    }
    AttemptPlan plan = plan(policy, true);
    assertThat(end(plan, A, Outcome.failure())).isEqualTo(new Stop(StopReason.BUDGET));
    assertThat(told).containsExactly("1 FAILURE");
  }

  @Test
  void aBudgetSpentByOthersDuringTheWaitEndsTheCall() {
    AttemptPlan plan = plan(policy, true);
    end(plan, A, Outcome.failure());
    while (budget.tryRetry()) {
      // Until it is empty.
    }
    assertThat(plan.maySpend()).isFalse();
    assertThat(told).containsExactly("1 FAILURE");
  }

  @Test
  void aPolicyThatThrowsEndsTheCallWithWhatItHas() {
    for (RetryPolicy broken :
        List.<RetryPolicy>of(
            random -> {
              throw new IllegalStateException("a bug of the user's");
            },
            random ->
                attempt -> {
                  throw new IllegalStateException("a bug of the user's");
                },
            random ->
                attempt -> {
                  throw new AssertionError("a bug of the user's");
                })) {
      AttemptPlan plan = plan(AttemptPolicy.defaults().withRetries(broken), true);
      assertThat(end(plan, A, Outcome.failure())).isEqualTo(new Stop(StopReason.ENOUGH_ATTEMPTS));
    }
  }

  @Test
  void aHedgeIsDueOnceAndItsPartnerIsAwaited() {
    AttemptPolicy hedging = policy.withHedging(Hedging.after(Duration.ofMillis(50)));
    HedgeDelay delay = new HedgeDelay(hedging.hedging());
    AttemptPlan plan = plan(hedging, true);
    int first = plan.started(A);
    assertThat(plan.hedgeDelayNanos(delay, ticker.nanoTime())).isEqualTo(millis(50));
    assertThat(plan.mayHedge()).isTrue();
    assertThat(plan.mayHedge()).isFalse();
    int second = plan.started(B);
    assertThat(plan.hedgeDelayNanos(delay, ticker.nanoTime())).isEqualTo(AttemptPlan.NEVER);

    assertThat(end(plan, first, Outcome.failure(), RetryClass.SENT)).isInstanceOf(Await.class);
    assertThat(end(plan, second, Outcome.success(), RetryClass.SENT))
        .isEqualTo(new Stop(StopReason.SUCCEEDED));
    assertThat(told).containsExactly("2 SUCCESS");
  }

  @Test
  void onlyIdempotentCallsWithMoneyAndTimeAreHedged() {
    AttemptPolicy hedging = policy.withHedging(Hedging.after(Duration.ofMillis(50)));
    HedgeDelay delay = new HedgeDelay(hedging.hedging());
    AttemptPlan once = plan(hedging, false);
    once.started(A);
    assertThat(once.hedgeDelayNanos(delay, ticker.nanoTime())).isEqualTo(AttemptPlan.NEVER);
    AttemptPlan late = plan(hedging.withDeadline(Duration.ofMillis(40)), true);
    late.started(A);
    assertThat(late.hedgeDelayNanos(delay, ticker.nanoTime())).isEqualTo(AttemptPlan.NEVER);
    AttemptPlan poor = plan(hedging, true);
    poor.started(A);
    while (budget.tryRetry()) {
      // Until it is empty.
    }
    assertThat(poor.mayHedge()).isFalse();
  }
}

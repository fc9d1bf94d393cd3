package io.lb4j.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryBudget;
import io.lb4j.retry.RetryClass;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.retry.RetrySequence;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.TimeAndChance;
import io.lb4j.time.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the engine tells an adapter's driver: every result is handed over or let go. */
final class AttemptEngineTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final AttemptPolicy SLOW_RETRIES =
      AttemptPolicy.defaults().withRetries(random -> attempt -> SECOND.toNanos());

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final TimeAndChance timeAndChance =
      new TimeAndChance(ticker, WallClock.system(), scheduler, ScriptedRandom.seeded(1));
  private final Recorder driver = new Recorder();
  private final RetryBudget budget = RetryBudget.defaults(ticker);

  private AttemptEngine<String> engine(AttemptPolicy policy) {
    AttemptPlan plan =
        new AttemptPlan(
            policy,
            budget,
            timeAndChance.random(),
            SelectionContext.none(),
            true,
            ticker.nanoTime());
    Hedging hedging = policy.hedging();
    return new AttemptEngine<>(
        plan, driver, hedging == null ? null : new HedgeDelay(hedging), timeAndChance);
  }

  private static EndedAttempt failed(int number) {
    return new EndedAttempt(number, Outcome.failure(), RetryClass.SENT, "failure " + number, null);
  }

  private static EndedAttempt succeeded(int number) {
    return new EndedAttempt(number, Outcome.success(), RetryClass.SENT, "success " + number, null);
  }

  @Test
  void abandoningABackOffLetsGoOfTheFailureThatWaits() {
    AttemptEngine<String> engine = engine(SLOW_RETRIES);
    engine.begin("a");
    engine.ended("a", failed(1));
    assertThat(driver.told).containsExactly("begin a");

    engine.abandon();
    scheduler.advance(SECOND);
    assertThat(driver.told).containsExactly("begin a", "discard failure 1");
  }

  @Test
  void abandoningABackOffTellsThePolicyThatTheCallIsOver() {
    RetryPolicy listening =
        random ->
            new RetrySequence() {
              @Override
              public long delayNanosAfter(EndedAttempt attempt) {
                return SECOND.toNanos();
              }

              @Override
              public void ended(EndedAttempt last) {
                driver.told.add("over after " + last.result());
              }
            };
    AttemptEngine<String> engine = engine(AttemptPolicy.defaults().withRetries(listening));
    engine.begin("a");
    engine.ended("a", failed(1));
    engine.abandon();
    engine.abandon();
    assertThat(driver.told).containsExactly("begin a", "over after failure 1", "discard failure 1");
  }

  @Test
  void aRetryLetsGoOfTheFailureThatWaited() {
    AttemptEngine<String> engine = engine(SLOW_RETRIES);
    engine.begin("a");
    engine.ended("a", failed(1));
    scheduler.advance(SECOND);
    assertThat(driver.told).containsExactly("begin a", "discard failure 1", "begin next");
  }

  @Test
  void theWinnerLetsGoOfASuccessThatThePolicyWantedToRepeat() {
    AttemptEngine<String> engine =
        engine(
            AttemptPolicy.defaults()
                .withRetries(random -> attempt -> attempt.number() == 1 ? SECOND.toNanos() : -1)
                .withHedging(Hedging.after(Duration.ofMillis(1))));
    engine.begin("a");
    scheduler.advance(Duration.ofMillis(1));
    engine.ended("a", succeeded(1));
    engine.ended("next", succeeded(2));
    assertThat(driver.told)
        .containsExactly("begin a", "begin next", "discard success 1", "finish success 2");
  }

  @Test
  void whileTheEndIsHandedOverTheLosersEndIsHeardOf() {
    AttemptEngine<String> engine =
        engine(
            AttemptPolicy.defaults()
                .withRetries(RetryPolicy.none())
                .withHedging(Hedging.after(Duration.ofMillis(1))));
    driver.whileFinishing =
        () -> {
          engine.ended("a", succeeded(1));
          assertThat(driver.told).endsWith("discard success 1");
        };
    engine.begin("a");
    scheduler.advance(Duration.ofMillis(1));
    engine.ended("next", succeeded(2));
    assertThat(driver.told)
        .containsExactly(
            "begin a", "begin next", "cancel a", "finish success 2", "discard success 1");
  }

  @Test
  void whoAbandonsTheCallBeforeItBeginsGetsItsEndpointGivenBack() {
    AttemptEngine<String> engine = engine(SLOW_RETRIES);
    engine.abandon();
    engine.begin("a");
    assertThat(driver.told).containsExactly("give back a");
  }

  @Test
  void whatOthersHaveSpentMeanwhileARetryCannot() {
    AttemptEngine<String> engine = engine(SLOW_RETRIES);
    driver.whileSelecting = this::spendAll;
    engine.begin("a");
    engine.ended("a", failed(1));
    scheduler.advance(SECOND);
    assertThat(driver.told).containsExactly("begin a", "give back next", "finish failure 1");
  }

  @Test
  void whatOthersHaveSpentMeanwhileAHedgeCannot() {
    AttemptEngine<String> engine =
        engine(AttemptPolicy.defaults().withHedging(Hedging.after(SECOND)));
    driver.whileSelecting = this::spendAll;
    engine.begin("a");
    scheduler.advance(SECOND);
    engine.ended("a", succeeded(1));
    assertThat(driver.told).containsExactly("begin a", "give back next", "finish success 1");
  }

  private void spendAll() {
    while (budget.tryRetry()) {
      // Until it is empty.
    }
  }

  @Test
  void theFailureOfAHedgeIsLetGoOf() {
    AttemptEngine<String> engine =
        engine(AttemptPolicy.defaults().withHedging(Hedging.after(SECOND)));
    engine.begin("a");
    scheduler.advance(SECOND);
    engine.ended("next", failed(2));
    engine.ended("a", succeeded(1));
    assertThat(driver.told)
        .containsExactly("begin a", "begin next", "discard failure 2", "finish success 1");
  }

  @Test
  void noTimerOutlivesTheCall() {
    AttemptEngine<String> engine =
        engine(
            AttemptPolicy.defaults()
                .withAttemptLimit(Duration.ofHours(2))
                .withHedging(Hedging.after(SECOND)));
    engine.begin("a");
    scheduler.advance(SECOND);
    assertThat(scheduler.pending()).isEqualTo(2);
    engine.ended("a", succeeded(1));
    assertThat(scheduler.pending()).isZero();
    assertThat(driver.told)
        .containsExactly("begin a", "begin next", "cancel next", "finish success 1");
  }

  private static final class Recorder implements AttemptDriver<String> {

    private final List<String> told = new ArrayList<>();
    private Runnable whileFinishing = () -> {};
    private Runnable whileSelecting = () -> {};

    @Override
    public String select(SelectionContext context) {
      whileSelecting.run();
      return "next";
    }

    @Override
    public Endpoint<?> endpoint(String attempt) {
      return Endpoint.of(attempt, attempt);
    }

    @Override
    public void begin(String attempt, int number, long limitNanos) {
      told.add("begin " + attempt);
    }

    @Override
    public void giveBack(String attempt) {
      told.add("give back " + attempt);
    }

    @Override
    public void cancel(String attempt) {
      told.add("cancel " + attempt);
    }

    @Override
    public EndedAttempt timeOut(String attempt, int number, long limitNanos) {
      throw new AssertionError("no limit was set");
    }

    @Override
    public void finish(String attempt, EndedAttempt end) {
      told.add("finish " + end.result());
      whileFinishing.run();
    }

    @Override
    public void discard(String attempt, @Nullable Object result) {
      told.add("discard " + result);
    }
  }
}

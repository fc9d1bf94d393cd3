package io.lb4j.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.testkit.EndpointSourceContract;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.Scheduler;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a polling source asks, and what it does when it is not answered. */
final class PollingSourceTest {

  private static final String NO_ANSWER = "no answer within 10s";

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final List<Long> askedAtMillis = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  private final EndpointSource.Receiver<String> receiver =
      new EndpointSource.Receiver<>() {
        @Override
        public void onEndpoints(Collection<? extends Endpoint<? extends String>> endpoints) {
          heard.add(endpoints.toString());
        }

        @Override
        public void onNone() {
          heard.add("none");
        }

        @Override
        public void onUnchanged() {
          heard.add("unchanged");
        }

        @Override
        public void onError(String reason) {
          heard.add("error: " + reason);
        }
      };

  private EndpointSource.Subscription subscribe(PollingSource<String> source, Scheduler by) {
    return source.subscribe(
        receiver, new TimeAndChance(ticker, ticker, by, ScriptedRandom.seeded(1)));
  }

  private PollingSource<String> polling(Poll<String> poll) {
    Poll<String> noted =
        () -> {
          askedAtMillis.add(ticker.nanoTime() / 1_000_000);
          return poll.ask();
        };
    return PollingSource.ofPoll("test", Duration.ofSeconds(10), () -> noted);
  }

  private static CompletionStage<PollAnswer<String>> answer(PollAnswer<String> answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static PollAnswer<String> set(String... ids) {
    return PollAnswer.of(List.of(ids).stream().map(id -> Endpoint.of(id, id)).toList());
  }

  private List<Long> gapsMillis() {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < askedAtMillis.size(); i++) {
      gaps.add(askedAtMillis.get(i) - askedAtMillis.get(i - 1));
    }
    return gaps;
  }

  @ParameterizedTest
  @EnumSource
  void keepsToTheContract(EndpointSourceContract rule) {
    rule.check(new MapRegistry());
  }

  @Test
  void asksAtOnceThenAfterTheIntervalOrATenthEarlier() {
    subscribe(polling(() -> answer(set("a"))), scheduler);
    scheduler.advance(Duration.ofMinutes(10));
    assertThat(askedAtMillis.get(0)).isZero();
    assertThat(gapsMillis())
        .hasSizeGreaterThan(50)
        .allMatch(gap -> gap >= 9_000 && gap <= 10_000)
        .as("spread")
        .anyMatch(gap -> gap < 9_200)
        .anyMatch(gap -> gap > 9_800);
  }

  @Test
  void anAnswerMaySayHowLongItIsGood() {
    subscribe(
        polling(() -> answer(set("a").goodFor(Duration.ofSeconds(askedAtMillis.size())))),
        scheduler);
    scheduler.advance(Duration.ofSeconds(6));
    assertThat(gapsMillis().get(0)).isBetween(900L, 1000L);
    assertThat(gapsMillis().get(1)).isBetween(1800L, 2000L);
    assertThat(gapsMillis().get(2)).isBetween(2700L, 3000L);
  }

  @Test
  void failuresAreFollowedByGrowingPausesUntilTheFirstSuccess() {
    AtomicInteger polls = new AtomicInteger();
    subscribe(
        polling(
            () -> {
              if (polls.incrementAndGet() <= 8) {
                throw new IOException("registry is down");
              }
              return answer(set("a"));
            }),
        scheduler);
    scheduler.advance(Duration.ofMinutes(4));
    long[] longest = {1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 10_000};
    for (int i = 0; i < longest.length; i++) {
      assertThat(gapsMillis().get(i)).isBetween(longest[i] / 2, longest[i]);
    }
    assertThat(heard.subList(0, 8)).containsOnly("error: registry is down");
    assertThat(heard.get(8)).isEqualTo("[a]");
  }

  @Test
  void aSuccessEndsTheGrowthOfPauses() {
    AtomicInteger polls = new AtomicInteger();
    subscribe(
        polling(
            () -> {
              if (polls.incrementAndGet() != 5) {
                throw new IOException("registry is down");
              }
              return answer(set("a"));
            }),
        scheduler);
    scheduler.advance(Duration.ofMinutes(1));
    assertThat(gapsMillis().get(3)).as("after four failures").isBetween(4000L, 8000L);
    assertThat(gapsMillis().get(5)).as("after the first failure anew").isBetween(500L, 1000L);
  }

  @Test
  void aStageThatDoesNotCompleteInTimeIsCancelledAndAskedAgain() {
    List<CompletableFuture<PollAnswer<String>>> stages = new ArrayList<>();
    PollingSource<String> source =
        polling(
            () -> {
              CompletableFuture<PollAnswer<String>> stage = new CompletableFuture<>();
              stages.add(stage);
              return stage;
            });
    subscribe(source.withTimeLimit(Duration.ofSeconds(3)), scheduler);
    scheduler.advance(Duration.ofSeconds(4));
    assertThat(heard).containsExactly("error: no answer within 3s");
    assertThat(stages).hasSize(2);
    assertThat(stages.get(0)).isCancelled();
    stages.get(1).complete(set("a"));
    assertThat(heard).hasSize(2).last().isEqualTo("[a]");
  }

  @Test
  void nothingNewUnsureEmptinessAndSureEmptinessAreToldApart() {
    List<PollAnswer<String>> answers =
        List.of(set("a"), PollAnswer.unchanged(), set(), PollAnswer.none());
    subscribe(polling(() -> answer(answers.get(askedAtMillis.size() - 1))), scheduler);
    scheduler.advance(Duration.ofSeconds(31));
    assertThat(heard).containsExactly("[a]", "unchanged", "[]", "none");
  }

  @Test
  void whatPollsReturnInsteadOfAnAnswerIsAFailure() {
    subscribe(polling(() -> null), scheduler);
    scheduler.runDue();
    subscribe(polling(() -> CompletableFuture.completedFuture(null)), scheduler);
    scheduler.runDue();
    subscribe(
        polling(
            () -> {
              throw new StackOverflowError();
            }),
        scheduler);
    scheduler.runDue();
    assertThat(heard)
        .containsExactly(
            "error: the poll answered null",
            "error: the poll answered null",
            "error: StackOverflowError");
  }

  /** Real threads: in virtual time a call that blocks would block the test. */
  @Test
  void aReceiverThatThrowsDoesNotEndThePolling() {
    PollingSource<String> source = polling(() -> answer(set("a")));
    EndpointSource.Receiver<String> careless =
        new EndpointSource.Receiver<>() {
          @Override
          public void onEndpoints(Collection<? extends Endpoint<? extends String>> endpoints) {
            throw new AssertionError("not today");
          }

          @Override
          public void onNone() {}

          @Override
          public void onUnchanged() {}

          @Override
          public void onError(String reason) {}
        };
    source.subscribe(
        careless, new TimeAndChance(ticker, ticker, scheduler, ScriptedRandom.seeded(1)));
    scheduler.advance(Duration.ofSeconds(25));
    assertThat(askedAtMillis).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void aCallThatHangsCostsOneThreadHoweverLong() throws Exception {
    LinkedBlockingQueue<String> errors = new LinkedBlockingQueue<>();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newCachedThreadPool();
    Scheduler onThreads =
        new Scheduler() {
          @Override
          public Cancellable schedule(Runnable task, long delayNanos) {
            return scheduler.schedule(task, delayNanos);
          }

          @Override
          public void execute(Runnable task) {
            threads.execute(task);
          }
        };
    EndpointSource.Receiver<String> queue =
        new EndpointSource.Receiver<>() {
          @Override
          public void onEndpoints(Collection<? extends Endpoint<? extends String>> endpoints) {
            errors.add(endpoints.toString());
          }

          @Override
          public void onNone() {}

          @Override
          public void onUnchanged() {}

          @Override
          public void onError(String reason) {
            errors.add(reason);
          }
        };
    PollingSource<String> source =
        PollingSource.of(
            "test",
            Duration.ofSeconds(10),
            () -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              entered.countDown();
              release.await();
              inside.decrementAndGet();
              return List.of(Endpoint.of("late", "late"));
            });
    try {
      source.subscribe(
          queue, new TimeAndChance(ticker, ticker, onThreads, ScriptedRandom.seeded(1)));
      assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 10; i++) {
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(errors.poll(30, TimeUnit.SECONDS)).isEqualTo(NO_ANSWER);
      }
      assertThat(most).hasValue(1);
      release.countDown();
      String heard = NO_ANSWER;
      while (NO_ANSWER.equals(heard)) {
        heard = errors.poll(30, TimeUnit.SECONDS);
      }
      assertThat(heard).as("late, but the newest").isEqualTo("[late]");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void badSettingsAreRefused() {
    PollingSource<String> source = polling(() -> answer(set("a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PollingSource.of("x", Duration.ZERO, List::of))
        .withMessageContaining("interval is 0s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessageContaining("at least the first, 2s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.withTimeLimit(Duration.ofNanos(5)))
        .withMessageContaining("the shortest is 1ms");
  }

  /** A registry in memory that is polled every ten seconds. */
  private static final class MapRegistry implements EndpointSourceContract.Registry {

    private CompletableFuture<PollAnswer<String>> answer =
        CompletableFuture.completedFuture(set("1"));

    private final PollingSource<String> source =
        PollingSource.ofPoll("map", Duration.ofSeconds(10), () -> () -> answer);

    @Override
    public EndpointSource<?> source() {
      return source;
    }

    @Override
    public void publish(List<Integer> members) {
      answer =
          CompletableFuture.completedFuture(
              set(members.stream().map(String::valueOf).toArray(String[]::new)));
    }

    @Override
    public void fail() {
      answer = CompletableFuture.failedFuture(new IOException("registry is down"));
    }

    @Override
    public boolean hang() {
      answer = new CompletableFuture<>();
      return true;
    }

    @Override
    public int memberOf(Endpoint<?> endpoint) {
      return Integer.parseInt(endpoint.id());
    }

    @Override
    public Duration noticedWithin() {
      return Duration.ofSeconds(10);
    }
  }
}

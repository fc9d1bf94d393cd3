package io.lb4j.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.affinity.SessionStats;
import io.lb4j.affinity.SessionStore;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that ask others for their session first, because selecting never waits. */
final class SessionResolveTest {

  private static final SelectionContext S = SelectionContext.forKey("s");

  /** Where sessions are that other processes have begun; answers when the test says so. */
  private static final class SharedStore implements SessionStore {
    private final Map<String, String> local = new HashMap<>();
    private final List<CompletableFuture<String>> asked = new ArrayList<>();

    @Override
    public synchronized String get(String key) {
      return local.get(key);
    }

    @Override
    public synchronized String pin(String key, String endpointId) {
      String held = local.putIfAbsent(key, endpointId);
      return held == null ? endpointId : held;
    }

    @Override
    public synchronized boolean move(String key, String fromId, String toId) {
      return local.replace(key, fromId, toId);
    }

    @Override
    public synchronized void remove(String key, String fromId) {
      local.remove(key, fromId);
    }

    @Override
    public synchronized CompletionStage<String> resolve(String key) {
      String known = local.get(key);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
      CompletableFuture<String> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }

    void answer(String key, String id) {
      pin(key, id);
      asked.get(asked.size() - 1).complete(id);
    }

    synchronized int asked() {
      return asked.size();
    }

    @Override
    public SessionStats stats() {
      return new SessionStats(local.size(), 0, 0, 0, 0);
    }

    @Override
    public void close() {
      local.clear();
    }
  }

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final SharedStore store = new SharedStore();
  private final Balancer<String> balancer = balancer(scheduler);

  private Balancer<String> balancer(Scheduler time) {
    return Balancer.<String>builder("orders")
        .endpoints(Endpoint.of("a", "a"), Endpoint.of("b", "b"), Endpoint.of("c", "c"))
        .affinity(SessionAffinity.in(store))
        .ticker(ticker)
        .scheduler(time)
        .random(ScriptedRandom.seeded(3))
        .build();
  }

  @AfterEach
  void close() {
    balancer.close();
  }

  private CompletableFuture<String> call() {
    return Invoker.of(balancer).callAsync(S, CompletableFuture::completedFuture);
  }

  @Test
  void anAsynchronousCallWaitsForTheAnswerWithoutAThread() {
    CompletableFuture<String> call = call();
    assertThat(call).isNotDone();
    store.answer("s", "c");
    scheduler.runDue();
    assertThat(call).isCompletedWithValue("c");
  }

  @Test
  void whatIsKnownHereIsNotAskedFor() {
    store.pin("s", "b");
    assertThat(call()).isCompletedWithValue("b");
    assertThat(store.asked()).isZero();
  }

  @Test
  void anAnswerThatIsLateIsAMiss() {
    CompletableFuture<String> call = call();
    scheduler.advance(Duration.ofMillis(49));
    assertThat(call).isNotDone();
    scheduler.advance(Duration.ofMillis(1));
    assertThat(call).isDone();
    store.asked.get(0).complete("c");
    assertThat(store.get("s")).isEqualTo(call.join());
  }

  @Test
  void aCallGoesOnAlthoughTheSchedulerHasNoThreadForIt() {
    Scheduler full =
        new Scheduler() {
          @Override
          public Cancellable schedule(Runnable task, long delayNanos) {
            return scheduler.schedule(task, delayNanos);
          }

          @Override
          public void execute(Runnable task) {
            throw new RejectedExecutionException("full");
          }
        };
    try (Balancer<String> busy = balancer(full)) {
      CompletableFuture<String> call =
          Invoker.of(busy).callAsync(S, CompletableFuture::completedFuture);
      scheduler.advance(Duration.ofMillis(50));
      assertThat(call).isDone();
    }
  }

  @Test
  void aFailureToAskIsAMiss() {
    CompletableFuture<String> call = call();
    store.asked.get(0).completeExceptionally(new IllegalStateException("down"));
    scheduler.runDue();
    assertThat(call).isDone().isNotCompletedExceptionally();
  }

  @Test
  void whoGivesUpWhileWaitingTakesNoEndpoint() {
    CompletableFuture<String> call = call();
    call.cancel(false);
    store.answer("s", "c");
    scheduler.runDue();
    assertThat(balancer.snapshot().endpoint("c").orElseThrow().selections()).isZero();
  }

  @Test
  void requestsWithoutASessionAskNobody() {
    Invoker<String> invoker = Invoker.of(balancer);
    assertThat(invoker.callAsync(SelectionContext.none(), CompletableFuture::completedFuture))
        .isDone();
    assertThat(invoker.callAsync(S.preferring("b"), CompletableFuture::completedFuture))
        .isCompletedWithValue("b");
    assertThat(store.asked()).isZero();
  }

  @Test
  void aBlockingCallWaits() throws Exception {
    CompletableFuture<String> call =
        CompletableFuture.supplyAsync(
            () -> Invoker.of(balancer).call(S, id -> id), task -> new Thread(task).start());
    while (store.asked() == 0) {
      Thread.onSpinWait();
    }
    store.answer("s", "c");
    while (!call.isDone()) {
      scheduler.runDue();
      Thread.onSpinWait();
    }
    assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("c");
  }

  @Test
  void anInterruptedCallDecidesByWhatItKnows() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              Invoker.of(balancer).call(S, id -> id);
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    while (store.asked() == 0) {
      Thread.onSpinWait();
    }
    caller.interrupt();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
  }
}

package io.lb4j.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever calls do, and whenever their callers lose patience: every slot comes back. */
@SuppressWarnings("FutureReturnValueIgnored") // Timers and calls end as they like.
final class InvokerChaosTest {

  private static final int CALLS = 50_000;

  private final ScheduledExecutorService servers = Executors.newScheduledThreadPool(2);

  /** Answers well or badly, soon or later, at once or never, or throws. */
  private CompletableFuture<Integer> serve() throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    switch (random.nextInt(8)) {
      case 0 -> throw new ConnectException("refused");
      case 1 -> throw new IllegalStateException("a bug of the user's");
      case 2 -> answer.complete(200);
      case 3 -> answer.completeExceptionally(new IOException("broken"));
      case 4 ->
          servers.schedule(() -> answer.complete(503), random.nextInt(3), TimeUnit.MILLISECONDS);
      case 5 -> {
        return answer;
      }
      default ->
          servers.schedule(() -> answer.complete(200), random.nextInt(3), TimeUnit.MILLISECONDS);
    }
    return answer;
  }

  private static Outcome judge(int status) {
    if (ThreadLocalRandom.current().nextInt(50) == 0) {
      throw new IllegalStateException("a bug of the user's judge");
    }
    return Outcome.ofHttpStatus(status);
  }

  @Test
  void everySlotComesBack() throws InterruptedException {
    try (Balancer<String> balancer =
        Balancer.<String>builder("chaos")
            .endpoints(
                List.of("a", "b", "c").stream()
                    .map(id -> Endpoint.builder(id, id).maxConcurrency(20).build())
                    .toList())
            .retryBudget(1, 1000)
            .build()) {
      Invoker<String> invoker =
          Invoker.<String>of(balancer)
              .idempotent()
              .withPolicy(
                  AttemptPolicy.defaults()
                      .withAttemptLimit(Duration.ofMillis(5))
                      .withDeadline(Duration.ofMillis(20))
                      .withHedging(Hedging.after(Duration.ofMillis(2))))
              .queueing(50, Duration.ofMillis(10));
      Semaphore open = new Semaphore(100);
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        open.acquire();
        CompletableFuture<Integer> call =
            invoker.callAsync(SelectionContext.none(), target -> serve(), InvokerChaosTest::judge);
        call.whenComplete((value, thrown) -> open.release());
        if (ThreadLocalRandom.current().nextInt(5) == 0) {
          servers.schedule(() -> call.cancel(true), 1, TimeUnit.MILLISECONDS);
        }
        calls.add(call);
      }
      open.acquire(100);
      assertThat(calls).allMatch(CompletableFuture::isDone);
      assertThat(calls).anyMatch(call -> !call.isCompletedExceptionally());
      long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (balancer.snapshot().inFlight() > 0 && System.nanoTime() < deadlineNanos) {
        Thread.onSpinWait();
      }
      assertThat(balancer.snapshot().inFlight()).isZero();
    } finally {
      servers.shutdownNow();
    }
  }
}

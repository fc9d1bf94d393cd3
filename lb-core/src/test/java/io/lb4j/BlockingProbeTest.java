package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthChecks;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes that block the thread they are called on: virtual time, real threads. */
final class BlockingProbeTest {

  private static final Duration TICK = Duration.ofMillis(100);

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler timer = new ManualScheduler(ticker);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Scheduler scheduler =
      new Scheduler() {
        @Override
        public Cancellable schedule(Runnable task, long delayNanos) {
          return timer.schedule(task, delayNanos);
        }

        @Override
        public void execute(Runnable task) {
          threads.execute(task);
        }
      };

  private final CountDownLatch released = new CountDownLatch(1);
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger blocked = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();

  @AfterEach
  void endThreads() {
    released.countDown();
    threads.shutdown();
  }

  private Balancer<String> balancer(int size, int maxConcurrent, boolean heedsInterrupts) {
    HealthChecks<String> checks =
        HealthChecks.<String>of(endpoint -> block(endpoint, heedsInterrupts))
            .withMaxConcurrent(maxConcurrent);
    return Balancer.<String>builder("blocked")
        .endpoints(VirtualFleet.endpoints(size))
        .ticker(ticker)
        .scheduler(scheduler)
        .healthChecks(checks)
        .build();
  }

  private CompletionStage<CheckResult> block(Endpoint<?> endpoint, boolean heedsInterrupts) {
    asked.add(endpoint.id());
    blocked.incrementAndGet();
    while (released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
        if (heedsInterrupts) {
          break;
        }
      }
    }
    blocked.decrementAndGet();
    return CompletableFuture.completedFuture(CheckResult.passed());
  }

  /** Lets time pass, and threads run, until something has happened. */
  private void passUntil(BooleanSupplier happened) {
    while (!happened.getAsBoolean()) {
      timer.advance(TICK);
      Thread.onSpinWait();
    }
  }

  @Test
  void aThreadThatIsBlockedBeyondTheTimeoutIsInterruptedAndTheOthersGetTheirTurn() {
    try (Balancer<String> balancer = balancer(20, 2, true)) {
      passUntil(() -> asked.size() == 20);
      passUntil(
          () ->
              balancer.snapshot().endpoints().stream()
                  .allMatch(
                      endpoint ->
                          endpoint.lastCheck() != null
                              && endpoint.lastCheck().result().reason().contains("no answer")));
      assertThat(interrupted.get()).isPositive();
    }
  }

  @Test
  void threadsThatHeedNoInterruptAreLostUpToABoundAndComeBack() {
    try (Balancer<String> balancer = balancer(20, 3, false)) {
      passUntil(() -> blocked.get() == 6);
      for (int i = 0; i < 600; i++) {
        timer.advance(TICK);
        Thread.onSpinWait();
      }
      assertThat(blocked.get()).as("threads lost").isEqualTo(6);
      assertThat(asked).hasSize(6);
      assertThat(balancer.select()).as("nobody who was not checked is out").isNotNull();
      released.countDown();
      passUntil(() -> asked.size() == 20);
    }
  }

  @Test
  void whileACheckHasNotReturnedTheEndpointsNextOnesFailWithoutAThread() {
    try (Balancer<String> balancer = balancer(2, 10, false)) {
      passUntil(
          () ->
              balancer.snapshot().endpoints().stream()
                  .allMatch(endpoint -> !endpoint.verdicts().isEmpty()));
      assertThat(blocked.get()).isEqualTo(2);
      assertThat(balancer.snapshot().endpoints().get(0).lastCheck().result().reason())
          .isEqualTo("the check before has not returned yet");
    }
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.CheckTiming;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthProbe;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Measures on real threads how 50 000 checked endpoints delay the control loop: from when a tick is
 * due to when it has ended. Prints, and judges no time.
 */
@Tag("full")
final class ManyChecksTest {

  private static final int ENDPOINTS = 50_000;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration MEASURED = Duration.ofSeconds(24);

  private final LongAdder checks = new LongAdder();
  private final AtomicInteger inProbes = new AtomicInteger();
  private final AtomicInteger mostInProbes = new AtomicInteger();

  @Test
  void healthyEndpointsAnsweringAtOnce() throws InterruptedException {
    measure("answers at once", endpoint -> answer(endpoint, 0, 0));
  }

  @Test
  void probesThatBlock() throws InterruptedException {
    measure("blocks 1 ms", endpoint -> answer(endpoint, 1, 0));
  }

  @Test
  void oneInAThousandChangesItsStateAllTheTime() throws InterruptedException {
    measure("blocks 1 ms, 0.1 % flap", endpoint -> answer(endpoint, 1, 1000));
  }

  private CompletionStage<CheckResult> answer(
      Endpoint<?> endpoint, int blockMillis, int oneInFlaps) {
    checks.increment();
    mostInProbes.accumulateAndGet(inProbes.incrementAndGet(), Math::max);
    try {
      if (blockMillis > 0) {
        new CountDownLatch(1).await(blockMillis, TimeUnit.MILLISECONDS);
      }
      boolean flaps = oneInFlaps > 0 && endpoint.id().hashCode() % oneInFlaps == 0;
      boolean down = flaps && Ticker.system().nanoTime() / 20_000_000_000L % 2 == 0;
      return CompletableFuture.completedFuture(
          down ? CheckResult.failed("flaps") : CheckResult.passed());
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      inProbes.decrementAndGet();
    }
  }

  private void measure(String what, HealthProbe<String> probe) throws InterruptedException {
    TimedScheduler scheduler = new TimedScheduler();
    CheckTiming timing =
        CheckTiming.every(Duration.ofSeconds(5)).withIdleInterval(Duration.ofSeconds(5));
    Balancer<String> balancer =
        Balancer.<String>builder("many")
            .endpoints(
                IntStream.range(0, ENDPOINTS).mapToObj(i -> Endpoint.of("e" + i, "t")).toList())
            .healthChecks(HealthChecks.of(probe).withTiming(timing))
            .scheduler(scheduler)
            .build();
    try (balancer) {
      await(WARM_UP);
      scheduler.delaysNanos.clear();
      checks.reset();
      await(MEASURED);
      long[] delays = scheduler.delaysNanos.stream().mapToLong(Long::longValue).sorted().toArray();
      System.out.printf(
          "%d endpoints, probe %s: %d checks/s, at most %d threads in probes;"
              + " control loop delay p50 %.1f ms, p99 %.1f ms, max %.1f ms of %d ticks%n",
          ENDPOINTS,
          what,
          checks.sum() / MEASURED.toSeconds(),
          mostInProbes.get(),
          millis(delays, 0.5),
          millis(delays, 0.99),
          millis(delays, 1),
          delays.length);
      assertThat(checks.sum()).isPositive();
      assertThat(Arrays.stream(delays).count()).isPositive();
    }
  }

  private static double millis(long[] sorted, double quantile) {
    return sorted[(int) Math.ceil(quantile * (sorted.length - 1))] / 1e6;
  }

  private static void await(Duration duration) throws InterruptedException {
    // Nobody counts down.
    assertThat(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
  }

  /** Notes for every task how long after it was due it has ended. */
  private static final class TimedScheduler implements Scheduler {

    private final Scheduler system = Scheduler.system();
    private final ConcurrentLinkedQueue<Long> delaysNanos = new ConcurrentLinkedQueue<>();

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
      long due = Ticker.system().nanoTime() + delayNanos;
      return system.schedule(
          () -> {
            task.run();
            delaysNanos.add(Ticker.system().nanoTime() - due);
          },
          delayNanos);
    }

    @Override
    public void execute(Runnable task) {
      system.execute(task);
    }
  }
}

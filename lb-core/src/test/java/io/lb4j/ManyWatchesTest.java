package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.SkewPolicy;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Measures on real threads how watching 50 000 endpoints in use holds the control loop up: ticks
 * from when they are due to their end, and what they leave to other threads, which holds the lock,
 * from its order to its end. Prints, and judges no time.
 */
@Tag("full")
final class ManyWatchesTest {

  private static final int ENDPOINTS = 50_000;
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration MEASURED = Duration.ofSeconds(16);

  @Test
  void trafficIsWatchedForSkew() {
    SkewPolicy often = new SkewPolicy(WINDOW, 3, 1.5, 3);
    measure("skew", often, EjectionPolicy.defaults().withJudges());
  }

  @Test
  void outliersAreLookedFor() {
    EjectionPolicy often = EjectionPolicy.defaults().withInterval(WINDOW);
    measure("outliers", SkewPolicy.off(), often);
  }

  private static void measure(String what, SkewPolicy skew, EjectionPolicy ejection) {
    TimedScheduler scheduler = new TimedScheduler();
    Balancer<String> balancer =
        Balancer.<String>builder("many")
            .endpoints(
                IntStream.range(0, ENDPOINTS).mapToObj(i -> Endpoint.of("e" + i, "t")).toList())
            .policy(SelectionPolicies.roundRobin())
            .skew(skew)
            .ejection(ejection)
            .scheduler(scheduler)
            .build();
    try (balancer) {
      call(balancer, WARM_UP);
      scheduler.ticksNanos.clear();
      scheduler.restsNanos.clear();
      call(balancer, MEASURED);
      System.out.printf(
          "%d endpoints watched for %s every second: ticks %s; the rest %s%n",
          ENDPOINTS, what, words(scheduler.ticksNanos), words(scheduler.restsNanos));
      assertThat(scheduler.ticksNanos).isNotEmpty();
      assertThat(scheduler.restsNanos).isNotEmpty();
    }
  }

  private static void call(Balancer<String> balancer, Duration time) {
    long end = Ticker.system().nanoTime() + time.toNanos();
    for (int i = 0; Ticker.system().nanoTime() - end < 0; i++) {
      try (Lease<String> lease = balancer.select()) {
        lease.report((i & 63) == 0 ? Outcome.failure() : Outcome.success());
      }
    }
  }

  private static String words(Queue<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return "p50 %.1f ms, p99 %.1f ms, max %.1f ms of %d"
        .formatted(millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1), sorted.length);
  }

  private static double millis(long[] sorted, double quantile) {
    return sorted[(int) Math.ceil(quantile * (sorted.length - 1))] / 1e6;
  }

  /** Notes for every task how long after it was due it has ended. */
  private static final class TimedScheduler implements Scheduler {

    private final Scheduler system = Scheduler.system();
    private final Queue<Long> ticksNanos = new ConcurrentLinkedQueue<>();
    private final Queue<Long> restsNanos = new ConcurrentLinkedQueue<>();

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
      long due = Ticker.system().nanoTime() + delayNanos;
      return system.schedule(() -> run(task, due, ticksNanos), delayNanos);
    }

    @Override
    public void execute(Runnable task) {
      long ordered = Ticker.system().nanoTime();
      system.execute(() -> run(task, ordered, restsNanos));
    }

    private static void run(Runnable task, long due, Queue<Long> nanos) {
      task.run();
      nanos.add(Ticker.system().nanoTime() - due);
    }
  }
}

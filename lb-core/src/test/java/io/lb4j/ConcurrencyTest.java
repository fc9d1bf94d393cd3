package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.limit.LimitEstimate;
import io.lb4j.limit.LimitSample;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.stats.OutcomeCounts;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads at once, on the real clock. What is asserted holds however slow the machine is. */
final class ConcurrencyTest {

  private static final int THREADS = 8;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private <R> List<R> inParallel(Callable<R> work) throws Exception {
    List<Future<R>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(threads.submit(work));
    }
    List<R> results = new ArrayList<>();
    for (Future<R> future : running) {
      results.add(future.get(10, TimeUnit.MINUTES));
    }
    return results;
  }

  @Test
  void aMillionLeasesEndExactlyOnce() throws Exception {
    leasesEndExactlyOnce(1_000_000);
  }

  @Test
  @Tag("full")
  void tenMillionLeasesEndExactlyOnce() throws Exception {
    leasesEndExactlyOnce(10_000_000);
  }

  /** Leases are completed twice, by the wrong thread, by exceptions, or only closed. */
  private void leasesEndExactlyOnce(int total) throws Exception {
    try (Balancer<String> balancer =
        Balancer.<String>builder("stress")
            .endpoints(VirtualFleet.endpoints(5))
            .ejection(EjectionPolicy.off())
            .build()) {
      AtomicLong seeds = new AtomicLong();
      ConcurrentLinkedQueue<Lease<String>> handedOver = new ConcurrentLinkedQueue<>();
      List<long[]> tallies =
          inParallel(
              () -> {
                ScriptedRandom random = ScriptedRandom.seeded(seeds.incrementAndGet());
                long[] expected = new long[4]; // successes, failures, ignored, unreported
                for (int i = 0; i < total / THREADS; i++) {
                  switch (random.nextInt(6)) {
                    case 0 -> {
                      Lease<String> lease = balancer.select();
                      lease.report(Outcome.success());
                      lease.report(Outcome.ignored());
                      lease.close();
                      lease.close();
                      expected[0]++;
                    }
                    case 1 -> {
                      try (Lease<String> lease = balancer.select()) {
                        lease.report(Outcome.success());
                        lease.report(Outcome.failure());
                        expected[1]++;
                        throw new IllegalStateException("the caller's");
                      } catch (IllegalStateException e) {
                        // The lease was closed by the way.
                      }
                    }
                    case 2 -> {
                      Lease<String> lease = balancer.select();
                      lease.close();
                      lease.report(Outcome.ignored());
                      expected[2]++;
                    }
                    case 3 -> {
                      if (i % 1000 == 3) {
                        balancer.select().close();
                        expected[3]++;
                      }
                    }
                    case 4 -> {
                      handedOver.add(balancer.select());
                      expected[0]++;
                    }
                    default -> {
                      Lease<String> lease = handedOver.poll();
                      if (lease != null) {
                        lease.report(Outcome.success());
                        lease.close();
                      }
                    }
                  }
                }
                return expected;
              });
      handedOver.forEach(
          lease -> {
            lease.report(Outcome.success());
            lease.close();
          });
      long[] expected = new long[4];
      tallies.forEach(tally -> IntStream.range(0, 4).forEach(i -> expected[i] += tally[i]));
      awaitUnreported(balancer, expected[3]);
      long[] counted = new long[4];
      balancer
          .snapshot()
          .endpoints()
          .forEach(
              endpoint -> {
                assertThat(endpoint.inFlight()).isZero();
                OutcomeCounts counts = endpoint.counts();
                counted[0] += counts.successes();
                counted[1] += counts.failures();
                counted[2] += counts.ignored();
                counted[3] += counts.unreported();
              });
      assertThat(counted).containsExactly(expected);
    }
  }

  private static void awaitUnreported(Balancer<?> balancer, long expected) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (balancer.snapshot().unreportedLeases() < expected && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  @Test
  void everyPickWasAMemberWhileTheSetChangesAThousandTimes() throws Exception {
    List<List<Endpoint<String>>> sets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int first = i;
      sets.add(
          IntStream.range(first, first + 10)
              .mapToObj(n -> Endpoint.of("e" + n, "target"))
              .toList());
    }
    Set<String> ever = ConcurrentHashMap.newKeySet();
    sets.forEach(set -> set.forEach(endpoint -> ever.add(endpoint.id())));
    try (Balancer<String> balancer =
        Balancer.<String>builder("churn").endpoints(sets.get(0)).build()) {
      AtomicBoolean done = new AtomicBoolean();
      Future<?> updates =
          threads.submit(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  balancer.update(sets.get(i % sets.size()));
                }
                // From here on every pick must come from the last set.
                done.set(true);
              });
      for (int i = 0; i < THREADS - 1; i++) {
        assertThat(picksOnlyMembers(balancer, sets.get(999 % sets.size()), ever, done))
            .isPositive();
      }
      updates.get(60, TimeUnit.SECONDS);
      assertThat(balancer.snapshot().inFlight()).isZero();
    }
  }

  private long picksOnlyMembers(
      Balancer<String> balancer, List<Endpoint<String>> last, Set<String> ever, AtomicBoolean done)
      throws ExecutionException, InterruptedException {
    Set<String> lastIds = ConcurrentHashMap.newKeySet();
    last.forEach(endpoint -> lastIds.add(endpoint.id()));
    return threads
        .submit(
            () -> {
              long picks = 0;
              boolean over;
              do {
                over = done.get();
                try (Lease<String> lease = balancer.select()) {
                  String id = lease.endpoint().id();
                  assertThat(over ? lastIds : ever).contains(id);
                  lease.report(Outcome.success());
                  picks++;
                }
              } while (!over);
              return picks;
            })
        .get();
  }

  @Test
  void closingUnderSelectionsGivesATypedErrorAndLeavesNoThread() throws Exception {
    Balancer<String> balancer =
        Balancer.<String>builder("closing").endpoints(VirtualFleet.endpoints(5)).build();
    Future<?> closing =
        threads.submit(
            () -> {
              while (balancer.snapshot().endpoint("a").orElseThrow().selections() < 100) {
                Thread.onSpinWait();
              }
              balancer.close();
            });
    inParallelBut1(
        () -> {
          while (true) {
            try (Lease<String> lease = balancer.select()) {
              lease.report(Outcome.success());
            } catch (NoEndpointAvailableException e) {
              assertThat(e.reason()).isEqualTo(NoEndpointAvailableException.Reason.CLOSED);
              return null;
            }
          }
        });
    closing.get(30, TimeUnit.SECONDS);
    assertThat(balancer.snapshot().inFlight()).isZero();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (isAThreadOfOursAlive() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(isAThreadOfOursAlive()).as("threads left after the last balancer closed").isFalse();
  }

  private void inParallelBut1(Callable<Void> work) throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < THREADS - 1; i++) {
      running.add(threads.submit(work));
    }
    for (Future<Void> future : running) {
      future.get(60, TimeUnit.SECONDS);
    }
  }

  private static boolean isAThreadOfOursAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("lb4j-"));
  }

  @Test
  void limitsHoldUnderContention() throws Exception {
    try (Balancer<String> balancer =
        Balancer.<String>builder("limited")
            .endpoints(Endpoint.builder("a", "a").maxConcurrency(3).build())
            .build()) {
      AtomicLong inFlight = new AtomicLong();
      List<Long> peaks =
          inParallel(
              () -> {
                long peak = 0;
                for (int i = 0; i < 50_000; i++) {
                  try (Lease<String> lease = balancer.select(SelectionContext.none())) {
                    peak = Math.max(peak, inFlight.incrementAndGet());
                    inFlight.decrementAndGet();
                    lease.report(Outcome.success());
                  } catch (NoEndpointAvailableException e) {
                    Thread.onSpinWait();
                  }
                }
                return peak;
              });
      assertThat(peaks).allMatch(peak -> peak <= 3);
      assertThat(balancer.snapshot().inFlight()).isZero();
    }
  }

  /** A limit between 2 and 5 that changes with every sample, and notes if it is asked at once. */
  private record Fickle(int asked, AtomicLong asking, AtomicLong askedAtOnce, AtomicLong successes)
      implements LimitEstimate {

    @Override
    public int limit() {
      return 2 + asked % 4;
    }

    @Override
    public LimitEstimate after(LimitSample sample) {
      if (asking.incrementAndGet() > 1) {
        askedAtOnce.incrementAndGet();
      }
      successes.addAndGet(sample.successes());
      asking.decrementAndGet();
      return new Fickle(asked + 1, asking, askedAtOnce, successes);
    }
  }

  @Test
  void adaptiveLimitsHoldUnderContentionAndMissNothing() throws Exception {
    FakeTicker ticker = new FakeTicker();
    Fickle start = new Fickle(0, new AtomicLong(), new AtomicLong(), new AtomicLong());
    AtomicLong inFlight = new AtomicLong();
    AtomicLong served = new AtomicLong();
    try (Balancer<String> balancer =
        Balancer.<String>builder("adaptive")
            .endpoints(VirtualFleet.endpoints(1))
            .ticker(ticker)
            .adaptiveLimit(() -> start)
            .build()) {
      List<Long> peaks =
          inParallel(
              () -> {
                long peak = 0;
                for (int i = 0; i < 20_000; i++) {
                  try (Lease<String> lease = balancer.select()) {
                    peak = Math.max(peak, inFlight.incrementAndGet());
                    ticker.advance(Duration.ofMillis(10));
                    inFlight.decrementAndGet();
                    lease.report(Outcome.success());
                    served.incrementAndGet();
                  } catch (NoEndpointAvailableException e) {
                    Thread.onSpinWait();
                  }
                }
                return peak;
              });
      assertThat(peaks).allMatch(peak -> peak <= 5);
      assertThat(balancer.snapshot().inFlight()).isZero();
      for (int i = 0; i < 10; i++) {
        try (Lease<String> lease = balancer.select()) {
          ticker.advance(Duration.ofSeconds(1));
          lease.report(Outcome.success());
          served.incrementAndGet();
        }
      }
      assertThat(start.askedAtOnce()).hasValue(0);
      // Nine may wait for a tenth.
      assertThat(served.get() - start.successes().get()).isBetween(0L, 9L);
      assertThat(balancer.snapshot().endpoints().get(0).concurrencyLimit()).isBetween(2, 5);
    }
  }

  @Test
  void aThrottleCountsEveryOutcomeOnce() throws Exception {
    try (Balancer<String> balancer =
        Balancer.<String>builder("throttled")
            .endpoints(VirtualFleet.endpoints(3))
            .ejection(EjectionPolicy.off())
            .throttle(AdaptiveThrottle.defaults().withK(1).withWindow(Duration.ofHours(1)))
            .random(() -> -1) // the highest fraction: nothing is refused
            .build()) {
      inParallel(
          () -> {
            for (int i = 0; i < 50_000; i++) {
              try (Lease<String> lease = balancer.select()) {
                lease.report(i % 10 == 0 ? Outcome.rejected() : Outcome.success());
              }
            }
            return null;
          });
      double requests = 50_000 * THREADS;
      assertThat(balancer.snapshot().throttleProbability())
          .isEqualTo(0.1 * requests / (requests + 1));
    }
  }

  @Test
  void anAbandonedBalancerStopsTicking() {
    io.lb4j.testkit.FakeTicker ticker = new io.lb4j.testkit.FakeTicker();
    io.lb4j.testkit.ManualScheduler scheduler = new io.lb4j.testkit.ManualScheduler(ticker);
    Balancer.<String>builder("abandoned")
        .endpoints(VirtualFleet.endpoints(3))
        .ticker(ticker)
        .scheduler(scheduler)
        .build();
    scheduler.runDue();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (scheduler.pending() > 0 && System.nanoTime() < deadline) {
      System.gc();
      scheduler.advance(Duration.ofMillis(100));
    }
    assertThat(scheduler.pending()).isZero();
  }
}

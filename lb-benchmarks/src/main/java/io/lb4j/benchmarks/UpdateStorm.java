package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Selections on some threads while others change the set at a pace, and how long each selection
 * took. A selection is select, report and close, with the two clock reads that time it.
 */
final class UpdateStorm {

  /** What the other threads do. */
  enum Background {
    /** There are none. */
    QUIET,
    /** They use the processor as the updates before them did, and touch nothing. */
    BUSY,
    /** They take one endpoint out of the set, or put it back, in turn. */
    UPDATES
  }

  /**
   * What was seen.
   *
   * @param latencies of the selections, in nanoseconds
   * @param selectionsPerSecond of all threads
   * @param updatesPerSecond that returned
   * @param tablesPerSecond that were compiled
   * @param processors that the background used, in processors
   */
  record Seen(
      Histogram latencies,
      double selectionsPerSecond,
      double updatesPerSecond,
      double tablesPerSecond,
      double processors) {}

  private static final long LONGEST_NANOS = 10_000_000_000L;
  private static final int KEYS = 1024;

  private final Balancer<Integer> balancer;
  private final Fleet fleet;
  private final CountingPolicy policy;
  private final long periodNanos;
  private final SelectionContext[] contexts = new SelectionContext[KEYS];
  // What an update costs its thread, measured by the last UPDATES for the next BUSY.
  private volatile long updateNanos;

  UpdateStorm(CountingPolicy policy, int endpoints, long updatesPerSecond) {
    this.policy = policy;
    this.fleet = Fleet.of(endpoints, "mixed");
    this.periodNanos = 1_000_000_000L / updatesPerSecond;
    this.balancer =
        Balancer.<Integer>builder("storm").policy(policy).endpoints(fleet.all()).build();
    for (int i = 0; i < KEYS; i++) {
      contexts[i] = SelectionContext.forKey("10.9.8." + i % 256 + i / 256);
    }
  }

  Seen run(Background background, int selecting, int updating, long nanos)
      throws InterruptedException {
    long end = System.nanoTime() + nanos;
    AtomicLong updates = new AtomicLong();
    AtomicLong cpuNanos = new AtomicLong();
    int tablesBefore = policy.tables();
    List<Thread> threads = new ArrayList<>();
    List<Histogram> histograms = new ArrayList<>();
    for (int i = 0; i < selecting; i++) {
      Histogram histogram = new Histogram(LONGEST_NANOS, 3);
      histograms.add(histogram);
      threads.add(new Thread(() -> select(histogram, end)));
    }
    for (int i = 0; background != Background.QUIET && i < updating; i++) {
      int number = i;
      threads.add(
          new Thread(
              () -> {
                updates.addAndGet(change(background, number, updating, end));
                cpuNanos.addAndGet(cpuNanosOfThisThread());
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    histograms.forEach(all::add);
    if (background == Background.UPDATES && updates.get() > 0) {
      updateNanos = cpuNanos.get() / updates.get();
    }
    double seconds = nanos / 1e9;
    return new Seen(
        all,
        all.getTotalCount() / seconds,
        background == Background.UPDATES ? updates.get() / seconds : 0,
        (policy.tables() - tablesBefore) / seconds,
        cpuNanos.get() / (double) nanos);
  }

  void close() {
    balancer.close();
  }

  private void select(Histogram histogram, long end) {
    int next = 0;
    for (long before = System.nanoTime(); before < end; ) {
      Lease<Integer> lease = balancer.select(contexts[next++ & (KEYS - 1)]);
      SelectBenchmark.call(lease);
      lease.report(Outcome.success());
      lease.close();
      long after = System.nanoTime();
      histogram.recordValue(after - before);
      before = System.nanoTime();
    }
  }

  private long change(Background background, int number, int of, long end) {
    long due = System.nanoTime() + number * periodNanos;
    long updates = 0;
    while (due < end) {
      while (due - System.nanoTime() > 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      // Late ones are not caught up on: discovery has no backlog, it has a newest set.
      due = Math.max(due + of * periodNanos, System.nanoTime());
      if (background == Background.UPDATES) {
        balancer.update((updates + number) % 2 == 0 ? fleet.without() : fleet.all());
      } else {
        long until = System.nanoTime() + updateNanos;
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
      }
      updates++;
    }
    return updates;
  }

  private static long cpuNanosOfThisThread() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}

package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.benchmarks.floor.Floor;
import io.lb4j.benchmarks.floor.FloorKey;
import io.lb4j.benchmarks.floor.FloorLease;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Select, report and close, with nothing in between, beside the floor that does the same work.
 * Threads share one balancer: with two (JMH's {@code -t 2}) it is all contention, which no service
 * comes near.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {SteadyHeap.MIN, SteadyHeap.MAX, SteadyHeap.YOUNG, SteadyHeap.TOUCHED})
public class SelectBenchmark {

  /** The library. */
  @Benchmark
  public void lb4j(Library library, Turn turn, Blackhole blackhole) {
    Lease<Object> lease = library.balancer.select(library.contexts[turn.next()]);
    call(lease);
    blackhole.consume(lease.target());
    lease.report(library.outcome);
    lease.close();
  }

  /** The hand-written loop. */
  @Benchmark
  public void floor(HandWritten handWritten, Turn turn, Blackhole blackhole) {
    FloorLease lease = handWritten.floor.select(handWritten.keys[turn.next()]);
    call(lease);
    blackhole.consume(lease.target());
    lease.report();
    lease.close();
  }

  /**
   * Where the request would go out. The compiler may not look inside, so on both sides the lease
   * has to be an object in memory, as it is in real code.
   */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  static void call(Object lease) {}

  /** What is measured; {@code report} goes through all policies. */
  @State(Scope.Benchmark)
  public static class Case {

    @Param({"3", "10", "100", "1000", "10000"})
    int n;

    @Param("peakEwma")
    String policy = "";

    @Param("false")
    boolean observed;

    Workload workload() {
      return Workload.of(policy, n);
    }
  }

  /** Which of the prepared keys comes next. */
  @State(Scope.Thread)
  public static class Turn {

    private int last;

    int next() {
      return ++last & (Workload.KEYS - 1);
    }
  }

  /** A balancer with defaults but for the policy. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
  public static class Library {

    private Balancer<Object> balancer;
    private SelectionContext[] contexts;
    private Outcome outcome;

    @Setup
    public void build(Case measured) {
      Workload workload = measured.workload();
      balancer = workload.balancer();
      contexts = workload.contexts();
      outcome = workload.outcome();
      if (measured.observed) {
        balancer.addObserver((endpoint, attempt, how, latencyNanos) -> {});
      }
    }

    @TearDown(Level.Trial)
    public void close() {
      balancer.close();
    }
  }

  /** The floor of the same policy. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
  public static class HandWritten {

    private Floor floor;
    private FloorKey[] keys;

    @Setup
    public void build(Case measured) {
      Workload workload = measured.workload();
      floor = workload.floor();
      keys = workload.keys();
      if (measured.observed) {
        floor.observe();
      }
    }
  }
}

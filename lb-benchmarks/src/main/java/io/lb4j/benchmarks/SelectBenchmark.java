package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.benchmarks.floor.Floor;
import io.lb4j.benchmarks.floor.FloorLease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class SelectBenchmark {

  /** The library. */
  @Benchmark
  public void lb4j(Library library, Blackhole blackhole) {
    Lease<Object> lease = library.balancer.select();
    call(lease);
    blackhole.consume(lease.target());
    lease.report(Outcome.success());
    lease.close();
  }

  /** The hand-written loop. */
  @Benchmark
  public void floor(HandWritten handWritten, Blackhole blackhole) {
    FloorLease lease = handWritten.floor.select();
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

  /** A balancer with defaults but for the policy. */
  @State(Scope.Benchmark)
  public static class Library {

    @Param({"3", "10", "100", "1000", "10000"})
    int n;

    @Param({"peakEwma", "powerOfTwoChoices", "random", "roundRobin"})
    String policy = "";

    @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
    private Balancer<Object> balancer;

    @Setup
    public void build() {
      List<Endpoint<Object>> endpoints =
          Arrays.stream(targets(n)).map(target -> Endpoint.of(target.toString(), target)).toList();
      balancer =
          Balancer.builder("benchmark").policy(Policies.of(policy)).endpoints(endpoints).build();
    }

    @TearDown(Level.Trial)
    public void close() {
      balancer.close();
    }
  }

  /** The floor of the same policy. */
  @State(Scope.Benchmark)
  public static class HandWritten {

    @Param({"3", "10", "100", "1000", "10000"})
    int n;

    @Param({"peakEwma", "powerOfTwoChoices", "random", "roundRobin"})
    String policy = "";

    @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
    private Floor floor;

    @Setup
    public void build() {
      floor = Floor.of(policy, targets(n));
    }
  }

  private static Object[] targets(int n) {
    return IntStream.range(0, n).mapToObj(i -> "host-" + i).toArray();
  }
}

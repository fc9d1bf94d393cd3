package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.zone.SubsetPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
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

/**
 * What declared subsets save a request that requires a label, and what they cost a change of the
 * set. Labels have ten values.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {SteadyHeap.MIN, SteadyHeap.MAX, SteadyHeap.YOUNG, SteadyHeap.TOUCHED})
public class SubsetBenchmark {

  private static final int VALUES = 10;
  private static final SelectionContext SEVEN = SelectionContext.none().requiring("version", "7");

  /** A whole call without a label. */
  @Benchmark
  public void plain(Labelled labelled) {
    labelled.call(SelectionContext.none());
  }

  /** A whole call that requires a label, with a context that all share. */
  @Benchmark
  public void requiring(Labelled labelled) {
    labelled.call(SEVEN);
  }

  /** The same with a context of its own. */
  @Benchmark
  public void requiringAnew(Labelled labelled) {
    labelled.call(SelectionContext.none().requiring("version", "7"));
  }

  /** A drain and its end: two tables of all endpoints, and of each subset. */
  @Benchmark
  public void rebuildTwice(Labelled labelled) {
    labelled.balancer.disable(labelled.some);
    labelled.balancer.enable(labelled.some);
  }

  /** A balancer over labelled endpoints. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
  public static class Labelled {

    @Param({"100", "10000"})
    int n;

    @Param({"true", "false"})
    boolean declared;

    private Balancer<Integer> balancer;
    private String some;

    @Setup
    public void build() {
      List<Endpoint<Integer>> endpoints = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        endpoints.add(
            Endpoint.builder("server-" + i, i)
                .metadata(Map.of("version", String.valueOf(i % VALUES)))
                .build());
      }
      some = endpoints.get(n / 2).id();
      BalancerBuilder<Integer> builder = Balancer.<Integer>builder("subsets").endpoints(endpoints);
      balancer = (declared ? builder.subsets(SubsetPolicy.by("version")) : builder).build();
    }

    void call(SelectionContext context) {
      Lease<Integer> lease = balancer.select(context);
      SelectBenchmark.call(lease);
      lease.report(Outcome.success());
      lease.close();
    }

    @TearDown(Level.Trial)
    public void close() {
      balancer.close();
    }
  }
}

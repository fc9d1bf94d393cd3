package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.FailurePercentage;
import io.lb4j.health.LatencyOutlier;
import io.lb4j.health.MaxFails;
import io.lb4j.health.SuccessRateOutlier;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the witnesses add to a report: whole calls under a policy that learns nothing, with all
 * witnesses of this library and with none. Compare the two; the difference is theirs.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {SteadyHeap.MIN, SteadyHeap.MAX, SteadyHeap.YOUNG, SteadyHeap.TOUCHED})
public class ReportBenchmark {

  /** Select, report and close. */
  @Benchmark
  public void call(Calls calls, Blackhole blackhole) {
    Lease<Integer> lease = calls.balancer.select();
    SelectBenchmark.call(lease);
    blackhole.consume(lease.target());
    lease.report(calls.next());
    lease.close();
  }

  /** A balancer over ten endpoints, and how its calls go. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
  public static class Calls {

    @Param({"none", "all"})
    String witnesses = "";

    /** Every call succeeds, or one in four fails: none is ejected for that. */
    @Param({"successes", "failures too"})
    String outcomes = "";

    private Balancer<Integer> balancer;
    private boolean fails;
    private int calls;

    @Setup
    public void build() {
      EjectionPolicy ejection =
          witnesses.equals("none")
              ? EjectionPolicy.off()
              : EjectionPolicy.defaults()
                  .withMaxEjectedShare(0)
                  .withJudges(
                      SuccessRateOutlier.defaults(),
                      FailurePercentage.defaults(),
                      MaxFails.of(1000),
                      LatencyOutlier.defaults());
      balancer =
          Balancer.<Integer>builder("reports")
              .endpoints(Fleet.of(10, "equal").all())
              .policy(SelectionPolicies.random())
              .ejection(ejection)
              .build();
      fails = outcomes.equals("failures too");
    }

    @TearDown(Level.Trial)
    public void close() {
      balancer.close();
    }

    private Outcome next() {
      return fails && (++calls & 3) == 0 ? Outcome.failure() : Outcome.success();
    }
  }
}

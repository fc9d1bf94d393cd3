package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What a change of one endpoint among many costs the thread that orders it, through the balancer: a
 * change is there and back again in turn, so the figure is the mean of the two.
 */
@Fork(3)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RebuildBenchmark {

  /** A change of the set, in a process that has seen many. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
  @Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
  public void change(Changing changing) {
    changing.next();
  }

  /** A new balancer with all its endpoints, in a process that has built some. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 15)
  @Measurement(iterations = 5)
  public void scratch(Building building) {
    building.build();
  }

  /** A new balancer in a new process: classes are loaded and nothing is compiled. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public void first(Building building) {
    building.build();
  }

  /** Adds to the policies proper the balancer without one, and a ring of a million points. */
  static SelectionPolicy policy(String name) {
    return switch (name) {
      case "none" -> new NoTables(SelectionPolicies.random());
      case "ringHash1048576" -> SelectionPolicies.ringHash(1 << 20, 1 << 23);
      default -> Policies.of(name);
    };
  }

  /** A balancer and what happens to it. */
  @State(Scope.Benchmark)
  public static class Changing {

    @Param("10000")
    int n;

    @Param("peakEwma")
    String policy = "";

    @Param({"equal", "mixed", "distinct"})
    String weights = "";

    /** Leaves and returns, gets another weight, or is taken out of traffic but stays a member. */
    @Param({"member", "weight", "standing"})
    String change = "";

    @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
    private Balancer<Integer> balancer;

    @SuppressWarnings("NullAway.Init")
    private Runnable there;

    @SuppressWarnings("NullAway.Init")
    private Runnable back;

    private boolean away;

    @Setup
    public void build() {
      Fleet fleet = Fleet.of(n, weights);
      balancer =
          Balancer.<Integer>builder("rebuild")
              .policy(policy(policy))
              .endpoints(fleet.all())
              .build();
      switch (change) {
        case "member" -> {
          there = () -> balancer.update(fleet.without());
          back = () -> balancer.update(fleet.all());
        }
        case "weight" -> {
          there = () -> balancer.update(fleet.reweighted());
          back = () -> balancer.update(fleet.all());
        }
        case "standing" -> {
          there = () -> balancer.disable(fleet.changing());
          back = () -> balancer.enable(fleet.changing());
        }
        default -> throw new IllegalArgumentException("no change " + change);
      }
    }

    void next() {
      (away ? back : there).run();
      away = !away;
    }

    @TearDown
    public void close() {
      balancer.close();
    }
  }

  /** Endpoints that a balancer is built with. */
  @State(Scope.Benchmark)
  public static class Building {

    @Param("10000")
    int n;

    @Param("peakEwma")
    String policy = "";

    @Param({"equal", "mixed", "distinct"})
    String weights = "";

    private List<Endpoint<Integer>> endpoints = List.of();
    private @Nullable Balancer<Integer> balancer;

    @Setup
    public void endpoints() {
      endpoints = Fleet.of(n, weights).all();
    }

    void build() {
      balancer =
          Balancer.<Integer>builder("rebuild").policy(policy(policy)).endpoints(endpoints).build();
    }

    @TearDown(Level.Iteration)
    public void close() {
      if (balancer != null) {
        balancer.close();
      }
    }
  }
}

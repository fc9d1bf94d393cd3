package io.lb4j.benchmarks;

import io.lb4j.benchmarks.peer.Contestant;
import io.lb4j.benchmarks.peer.Contestants;
import io.lb4j.benchmarks.peer.Peer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
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
 * What one library does for one request. Each fork measures one library, so that the JVM sees no
 * other behind the interface. Threads share one load balancer.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {SteadyHeap.MIN, SteadyHeap.MAX, SteadyHeap.YOUNG, SteadyHeap.TOUCHED})
public class PeerBenchmark {

  /** One request: the choice, a call that the compiler may not look into, and its end. */
  @Benchmark
  public void request(Side side, Caller caller) {
    Object picked = side.peer.pick(caller.next++);
    call(picked);
    side.peer.done(picked);
  }

  /** Where the request would go out. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  static void call(Object picked) {}

  /** Each thread goes through the prepared requests by itself. */
  @State(Scope.Thread)
  public static class Caller {

    private int next;
  }

  /** The library that this fork measures. */
  @State(Scope.Benchmark)
  public static class Side {

    @Param({"3", "10", "100", "1000", "10000"})
    int n;

    /** As {@link Contestant#name()} says. */
    @Param("roundRobin/lb4j/pick")
    String contestant = "";

    @SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
    private Peer peer;

    /** Finds the library by its name. */
    @Setup
    public void build() {
      peer =
          Contestants.all().stream()
              .filter(candidate -> candidate.name().equals(contestant))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no contestant '" + contestant + "', expected kind/library/policy"))
              .factory()
              .apply(n);
    }

    /** Ends its threads, if it has any. */
    @TearDown
    public void close() {
      peer.close();
    }
  }
}

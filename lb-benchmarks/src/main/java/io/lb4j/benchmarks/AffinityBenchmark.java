package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.Lease;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * What it costs to send a request where its session is: select, report and close with the same
 * keys, by a balancer that knows all of them and by one that keeps no sessions.
 *
 * <p>Each request brings a key of its own, as from the network: making it is part of all figures
 * but those of {@code keyless}, and finding its session hashes and compares text.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 30, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {SteadyHeap.MIN, SteadyHeap.MAX, SteadyHeap.YOUNG, SteadyHeap.TOUCHED})
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // By JMH, which calls build() first.
public class AffinityBenchmark {

  @Param({"10"})
  int n;

  @Param("peakEwma")
  String policy = "";

  @Param({"1000", "65536"})
  int sessions;

  private Balancer<Object> plain;
  private Balancer<Object> sticky;
  private final Outcome outcome = Outcome.success();

  /** Which session's turn it is. */
  @State(Scope.Thread)
  public static class Turn {

    private int last;

    int next(int sessions) {
      // An odd step, so that neighbours in memory are not neighbours in time.
      last += 7919;
      return Math.floorMod(last, sessions);
    }
  }

  /** Begins the sessions. */
  @Setup
  public void build() {
    plain = builder().build();
    sticky = builder().affinity(SessionAffinity.inMemory()).build();
    for (int i = 0; i < sessions; i++) {
      call(sticky, request(i));
    }
  }

  private BalancerBuilder<Object> builder() {
    return Balancer.builder("benchmark")
        .policy(Policies.of(policy))
        .endpoints(
            IntStream.range(0, n).mapToObj(i -> Endpoint.<Object>of("host-" + i, i)).toList());
  }

  /** Ends the balancers. */
  @TearDown(Level.Trial)
  public void close() {
    plain.close();
    sticky.close();
  }

  /** The policy picks. */
  @Benchmark
  public void picked(Turn turn, Blackhole blackhole) {
    SelectionContext context = request(turn.next(sessions));
    blackhole.consume(context);
    blackhole.consume(call(plain, context));
  }

  /** The session is known. */
  @Benchmark
  public void pinned(Turn turn, Blackhole blackhole) {
    SelectionContext context = request(turn.next(sessions));
    blackhole.consume(context);
    blackhole.consume(call(sticky, context));
  }

  /** There is no session, although others have one. */
  @Benchmark
  public void keyless(Blackhole blackhole) {
    blackhole.consume(call(sticky, SelectionContext.none()));
  }

  private static SelectionContext request(int session) {
    return SelectionContext.forKey("session-" + session);
  }

  private Lease<Object> call(Balancer<Object> balancer, SelectionContext context) {
    Lease<Object> lease = balancer.select(context);
    SelectBenchmark.call(lease);
    lease.report(outcome);
    lease.close();
    return lease;
  }
}

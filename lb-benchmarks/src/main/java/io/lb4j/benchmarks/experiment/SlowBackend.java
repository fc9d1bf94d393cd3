package io.lb4j.benchmarks.experiment;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * One of eleven backends answers in 2 s for half a minute. The set-up is Linkerd's in "Beyond round
 * robin": latencies N(167, 5) ms, 1000 requests a second for a minute, the slow time from 15 s to
 * 45 s, and a request succeeds if it is answered within a second.
 */
final class SlowBackend {

  static final int SECONDS = 60;
  private static final int BACKENDS = 11;
  private static final int REQUESTS_PER_SECOND = 1000;
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final ScriptedRandom latencies;
  private final Balancer<Integer> balancer;
  private final List<Histogram> latencyBySecond = new ArrayList<>();
  private int succeeded;

  private SlowBackend(SelectionPolicy policy, long seed) {
    latencies = ScriptedRandom.seeded(seed);
    balancer =
        Balancer.<Integer>builder("backends")
            .endpoints(
                IntStream.range(0, BACKENDS).mapToObj(i -> Endpoint.of("backend-" + i, i)).toList())
            .policy(policy)
            .ticker(ticker)
            .scheduler(scheduler)
            .random(ScriptedRandom.seeded(~seed))
            .build();
    for (int i = 0; i < SECONDS; i++) {
      latencyBySecond.add(new Histogram(3));
    }
  }

  /** What a run showed: the share of requests answered in time, and p99 by second of arrival. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; the chart wants an array.
  record Result(double successRate, double[] p99Millis) {}

  static Result run(SelectionPolicy policy, long seed) {
    SlowBackend run = new SlowBackend(policy, seed);
    Duration betweenRequests = Duration.ofSeconds(1).dividedBy(REQUESTS_PER_SECOND);
    for (int i = 0; i < SECONDS * REQUESTS_PER_SECOND; i++) {
      run.send(i / REQUESTS_PER_SECOND);
      run.scheduler.advance(betweenRequests);
    }
    run.scheduler.advance(Duration.ofSeconds(3));
    run.balancer.close();
    double[] p99 =
        run.latencyBySecond.stream().mapToDouble(h -> h.getValueAtPercentile(99) / 1e6).toArray();
    return new Result(run.succeeded / (double) (SECONDS * REQUESTS_PER_SECOND), p99);
  }

  private void send(int second) {
    Lease<Integer> lease = balancer.select();
    boolean slow = lease.target() == 0 && second >= 15 && second < 45;
    long latencyNanos = slow ? SLOW_NANOS : normalNanos();
    scheduler.schedule(() -> answer(lease, second, latencyNanos), latencyNanos);
  }

  private void answer(Lease<Integer> lease, int second, long latencyNanos) {
    lease.report(Outcome.success());
    lease.close();
    latencyBySecond.get(second).recordValue(latencyNanos);
    succeeded += latencyNanos <= DEADLINE_NANOS ? 1 : 0;
  }

  /** By Box and Muller, from the seeded source. */
  private long normalNanos() {
    double radius = Math.sqrt(-2 * Math.log(1 - latencies.nextDouble()));
    double normal = radius * Math.cos(2 * Math.PI * latencies.nextDouble());
    return Math.round((167 + 5 * normal) * 1e6);
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryBudget;
import io.lb4j.snapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A total outage in real time: every call fails by its deadline, and retries stay within their
 * budget. How late the failures come is printed, not asserted: that is the machine's.
 */
final class OutageDeadlineTest {

  private static final String URL = "http://orders/";
  private static final Duration DEADLINE = Duration.ofMillis(300);
  private static final double RATIO = 0.1;
  private static final double FLOOR_PER_SECOND = 1;

  @RegisterExtension final Cluster cluster = new Cluster();
  private final FaultProxy server = cluster.behindProxy("server");

  @ParameterizedTest
  @CsvSource({"false, 10, 20", "false, 1000, 1000", "true, 10, 20", "true, 1000, 1000"})
  void everyCallFailsByItsDeadline(boolean silent, int callsPerSecond, int calls)
      throws InterruptedException {
    Balancer<URI> orders = orders();
    AttemptPolicy policy =
        AttemptPolicy.defaults().withAttemptLimit(DEADLINE.dividedBy(3)).withDeadline(DEADLINE);
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient(), LoadBalancingOptions.defaults().withAttempts(policy), orders);
    server.inject(silent ? Fault.SILENT : Fault.REFUSE);

    Failures failures = new Failures(calls);
    BalancedCallFactory factory = new BalancedCallFactory(client);
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      long due = start + TimeUnit.SECONDS.toNanos(i) / callsPerSecond;
      LockSupport.parkNanos(due - System.nanoTime());
      factory.newCall(get(URL)).enqueue(failures.expect(i));
    }
    failures.await();

    System.out.printf(
        "total outage, %s, %d calls/s: p50 of failures %.1f ms, p99 %.1f ms, deadline %d ms%n",
        silent ? "no answer" : "refused",
        callsPerSecond,
        failures.quantileMillis(0.5),
        failures.quantileMillis(0.99),
        DEADLINE.toMillis());
    double mostPerCall =
        1
            + RATIO
            // The calls' seconds, and those until the last has ended.
            + FLOOR_PER_SECOND * secondsSince(start) / calls
            + RetryBudget.INITIAL_TOKENS / (double) calls;
    assertThat(attempts(orders) / (double) calls).isGreaterThan(1).isLessThanOrEqualTo(mostPerCall);
    assertIdle(orders);
  }

  private static double secondsSince(long startNanos) {
    return Math.ceil((System.nanoTime() - startNanos) / 1e9);
  }

  private Balancer<URI> orders() {
    List<Endpoint<URI>> endpoints = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      endpoints.add(Endpoint.of("endpoint-" + i, server.endpoint().target()));
    }
    return cluster.add(
        cluster.ordersBuilder().endpoints(endpoints).retryBudget(RATIO, FLOOR_PER_SECOND).build());
  }

  private static long attempts(Balancer<URI> orders) {
    return orders.snapshot().endpoints().stream()
        .map(EndpointSnapshot::counts)
        .mapToLong(counts -> counts.total() - counts.ignored())
        .sum();
  }

  /** How long each call took to fail. */
  private static final class Failures {

    private final long[] nanos;
    private final CountDownLatch outstanding;

    private Failures(int calls) {
      nanos = new long[calls];
      outstanding = new CountDownLatch(calls);
    }

    private Callback expect(int call) {
      long start = System.nanoTime();
      return new Callback() {
        @Override
        public void onFailure(Call failed, IOException e) {
          nanos[call] = System.nanoTime() - start;
          outstanding.countDown();
        }

        @Override
        public void onResponse(Call answered, Response response) {
          // Left open on purpose: then the balancer is not idle at the end, and the test fails.
          outstanding.countDown();
        }
      };
    }

    private void await() throws InterruptedException {
      assertThat(outstanding.await(20, TimeUnit.SECONDS)).as("all calls fail").isTrue();
    }

    private double quantileMillis(double quantile) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1e6;
    }
  }
}

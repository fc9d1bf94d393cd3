package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One of ten endpoints fails faster than the others work, which must not attract traffic. */
final class FastErrorsTest {

  private static final String URL = "http://orders/";
  private static final long WORK_MILLIS = 5;
  private static final double SHARE = 0.01;
  private static final int AT_ONCE = 16;

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend well = cluster.backend("well");
  private final Backend sick = cluster.backend("sick");

  @ParameterizedTest
  @ValueSource(strings = {"peakEwma", "roundRobin"})
  void anEndpointThatFailsAtOnceGetsNextToNoTraffic(String policy) {
    assertSickGetsNextToNothing(policy(policy), 500, 1000, Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @Tag("full")
  @CsvSource({
    "peakEwma,500,100",
    "peakEwma,500,1000",
    "roundRobin,500,100",
    "roundRobin,500,1000",
    "peakEwma,503,100",
    "peakEwma,503,1000"
  })
  void norInTheLongRun(String policy, int status, int callsPerSecond) {
    assertSickGetsNextToNothing(policy(policy), status, callsPerSecond, Duration.ofSeconds(10));
  }

  private void assertSickGetsNextToNothing(
      SelectionPolicy policy, int status, int callsPerSecond, Duration time) {
    well.answer(
        new MockResponse.Builder().headersDelay(WORK_MILLIS, TimeUnit.MILLISECONDS).build());
    sick.answer(Backend.status(status));
    List<Endpoint<URI>> endpoints = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      endpoints.add(Endpoint.of("well-" + i, well.uri()));
    }
    endpoints.add(sick.endpoint());
    Balancer<URI> orders =
        cluster.add(cluster.ordersBuilder().endpoints(endpoints).policy(policy).build());

    int calls = (int) (callsPerSecond * time.toSeconds());
    Tally tally = callSteadily(cluster.wrap(orders), calls, callsPerSecond);

    assertThat(sick.requests().size())
        .as("of %d", calls)
        .isLessThanOrEqualTo((int) (calls * SHARE));
    assertThat(tally.failed.get()).as("calls that fail").isZero();
    assertIdle(orders);
  }

  /** Keeps calls apart, also after a pause of the machine: what fails in a burst fails at once. */
  private static Tally callSteadily(OkHttpClient client, int calls, int callsPerSecond) {
    Tally tally = new Tally();
    long apartNanos = TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
    for (int i = 0; i < calls; i++) {
      long started = System.nanoTime();
      tally.room.acquireUninterruptibly();
      client.newCall(get(URL)).enqueue(tally);
      while (System.nanoTime() - started < apartNanos) {
        LockSupport.parkNanos(apartNanos - (System.nanoTime() - started));
      }
    }
    tally.room.acquireUninterruptibly(AT_ONCE);
    return tally;
  }

  private static SelectionPolicy policy(String name) {
    return name.equals("roundRobin")
        ? SelectionPolicies.roundRobin()
        : SelectionPolicies.peakEwma();
  }

  private static final class Tally implements Callback {

    final Semaphore room = new Semaphore(AT_ONCE);
    final AtomicInteger failed = new AtomicInteger();

    @Override
    public void onFailure(Call call, IOException e) {
      failed.incrementAndGet();
      room.release();
    }

    @Override
    public void onResponse(Call call, Response response) {
      response.close();
      if (!response.isSuccessful()) {
        failed.incrementAndGet();
      }
      room.release();
    }
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.retry.RetryBudget;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.ByteString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All endpoints fail at once: retries do not multiply the load, and what comes back is used at
 * once. The sockets are real, the balancer's time is the test's.
 */
final class TotalOutageTest {

  private static final String URL = "http://orders/";
  private static final int ENDPOINTS = 10;
  private static final double RATIO = 0.1;
  private static final double FLOOR_PER_SECOND = 1;

  @RegisterExtension final Cluster cluster = new Cluster();
  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final FaultProxy server = cluster.behindProxy("server");
  private final Balancer<URI> orders = orders();
  private final OkHttpClient client = cluster.wrap(orders);

  private static Stream<Fault> faults() {
    return Stream.of(
        Fault.REFUSE, Fault.RESET, new Fault.Garbage(ByteString.encodeUtf8("no HTTP\r\n")));
  }

  private static Stream<Arguments> faultsAndRates() {
    return faults().flatMap(fault -> Stream.of(10, 1000).map(rate -> Arguments.of(fault, rate)));
  }

  @ParameterizedTest
  @MethodSource("faultsAndRates")
  void retriesStayWithinTheirBudget(Fault fault, int callsPerSecond) throws IOException {
    assertRetriesStayWithinTheirBudget(fault, callsPerSecond, 300);
  }

  @ParameterizedTest
  @Tag("full")
  @MethodSource("faults")
  void retriesStayWithinTheirBudgetForAMinute(Fault fault) throws IOException {
    assertRetriesStayWithinTheirBudget(fault, 1000, 60_000);
  }

  private void assertRetriesStayWithinTheirBudget(Fault fault, int callsPerSecond, int calls)
      throws IOException {
    server.inject(fault);
    assertThat(callSteadily(calls, callsPerSecond)).as("calls that succeed").isZero();

    double mostPerCall =
        1 + RATIO + FLOOR_PER_SECOND / callsPerSecond + RetryBudget.INITIAL_TOKENS / (double) calls;
    assertThat(attempts() / (double) calls).isGreaterThan(1).isLessThanOrEqualTo(mostPerCall);
    assertIdle(orders);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void callsSucceedAsSoonAsTheServersDo(Fault fault) throws IOException {
    server.inject(fault);
    callSteadily(100, 2);

    server.inject(Fault.PASS);
    assertThat(callSteadily(200, 2)).isEqualTo(200);
    assertThat(orders.snapshot().endpoints())
        .extracting(EndpointSnapshot::state)
        .containsOnly(HealthState.HEALTHY);
    assertIdle(orders);
  }

  private Balancer<URI> orders() {
    List<Endpoint<URI>> endpoints = new ArrayList<>();
    for (int i = 0; i < ENDPOINTS; i++) {
      endpoints.add(Endpoint.of("endpoint-" + i, server.endpoint().target()));
    }
    return cluster.add(
        cluster
            .ordersBuilder()
            .endpoints(endpoints)
            .retryBudget(RATIO, FLOOR_PER_SECOND)
            .ticker(ticker)
            .wallClock(ticker)
            .scheduler(scheduler)
            .build());
  }

  /** Makes calls one after the other, and returns how many were served. */
  private int callSteadily(int calls, int callsPerSecond) {
    int served = 0;
    for (int i = 0; i < calls; i++) {
      served += isServed(client.newCall(get(URL))) ? 1 : 0;
      scheduler.advance(Duration.ofSeconds(1).dividedBy(callsPerSecond));
    }
    return served;
  }

  private static boolean isServed(Call call) {
    try (Response response = call.execute()) {
      return response.body().string().equals("server");
    } catch (IOException e) {
      assertThat(e).as("every call is tried").isNotInstanceOf(NoEndpointException.class);
      return false;
    }
  }

  /** All that went out; a lease that the budget did not let go on is ignored. */
  private long attempts() {
    return orders.snapshot().endpoints().stream()
        .map(EndpointSnapshot::counts)
        .mapToLong(counts -> counts.total() - counts.ignored())
        .sum();
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
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
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One of ten endpoints falls sick while it is in use, and gets well again; callers notice neither.
 * The sockets are real, the balancer's time is the test's.
 */
final class RecoveryTest {

  private static final String URL = "http://orders/";
  private static final Duration TICK = Duration.ofMillis(100);

  @RegisterExtension final Cluster cluster = new Cluster();
  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final Backend well = cluster.backend("well");
  private final FaultProxy sick = cluster.behindProxy("sick");

  private static Stream<Fault> faults() {
    return Stream.of(
        Fault.REFUSE,
        Fault.RESET,
        Fault.SILENT,
        new Fault.Truncate("HTTP/1.1 2".length()),
        new Fault.Drip(Duration.ofMinutes(1)),
        new Fault.Garbage(ByteString.encodeUtf8("SSH-2.0-OpenSSH_9.9\r\n")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fiveAttemptsFailThenOneProbeAtATimeUntilItIsWell(Fault fault) throws IOException {
    Balancer<URI> orders = nineAnd(sick.endpoint());
    OkHttpClient client = cluster.wrap(orders);
    OkHttpClient impatient = client.newBuilder().readTimeout(Duration.ofMillis(150)).build();
    assertThat(served(client, 20)).filteredOn("sick"::equals).hasSize(2);

    sick.inject(fault);
    assertThat(served(impatient, 100)).doesNotContain("sick");
    scheduler.advance(TICK);
    assertThat(look(orders).state()).isEqualTo(HealthState.EJECTED);
    assertThat(look(orders).selections()).isEqualTo(2 + 5);
    assertThat(look(orders).counts().successes()).isEqualTo(2);

    scheduler.advance(Duration.ofSeconds(26));
    assertThat(served(impatient, 20)).doesNotContain("sick");
    assertThat(look(orders).selections()).as("it is out for 27 s at least").isEqualTo(2 + 5);

    scheduler.advance(Duration.ofSeconds(4));
    assertThat(served(impatient, 20)).doesNotContain("sick");
    assertThat(look(orders).probes()).isEqualTo(1);
    assertThat(look(orders).selections()).as("the probe fails").isEqualTo(2 + 5 + 1);

    sick.inject(Fault.PASS);
    scheduler.advance(Duration.ofSeconds(60));
    assertThat(served(client, 1)).containsExactly("sick");
    scheduler.advance(TICK);
    assertThat(look(orders).state()).isEqualTo(HealthState.HEALTHY);

    scheduler.advance(Duration.ofSeconds(30));
    assertThat(served(client, 100)).filteredOn("sick"::equals).hasSize(10);
    assertIdle(orders);
  }

  @Test
  void whatIsInFlightWhenItFailsSucceedsElsewhereAndNothingFollows() throws Exception {
    Balancer<URI> orders = nineAnd(sick.endpoint());
    OkHttpClient client = cluster.wrap(orders);
    sick.inject(Fault.SILENT);
    List<FutureCallback> calls = new ArrayList<>();
    // No more of them wait than a new retry budget lets go elsewhere at once.
    for (int i = 0; i < 10 * RetryBudget.INITIAL_TOKENS; i++) {
      FutureCallback call = new FutureCallback();
      client.newCall(get(URL)).enqueue(call);
      calls.add(call);
    }
    Await.until(
        "all but a tenth are served",
        Duration.ofSeconds(10),
        () ->
            look(orders).inFlight() == RetryBudget.INITIAL_TOKENS
                && client.dispatcher().runningCallsCount() == RetryBudget.INITIAL_TOKENS);

    sick.inject(Fault.REFUSE);
    for (FutureCallback call : calls) {
      try (Response response = call.response()) {
        assertThat(response.body().string()).isEqualTo("well");
      }
    }
    served(client, 100);

    assertThat(look(orders).selections()).isEqualTo(RetryBudget.INITIAL_TOKENS);
    assertIdle(orders);
  }

  @Test
  void aHostThatIsGoneIsOutOneTickAfterTheFifthConnectTimeout() throws Exception {
    UnansweredPort gone = cluster.add(UnansweredPort.open());
    Balancer<URI> orders = nineAnd(gone.endpoint("sick"));
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient.Builder().connectTimeout(Duration.ofMillis(100)).build(), orders);

    for (int i = 0; i < 100; i++) {
      assertThat(Cluster.body(client, post(URL, "order " + i))).isEqualTo("well");
    }
    scheduler.advance(TICK);

    assertThat(look(orders).state()).isEqualTo(HealthState.EJECTED);
    assertThat(look(orders).counts().connectFailures()).isEqualTo(5);
    assertThat(look(orders).selections()).isEqualTo(5);
    assertIdle(orders);
  }

  private Balancer<URI> nineAnd(Endpoint<URI> tenth) {
    List<Endpoint<URI>> endpoints = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      endpoints.add(Endpoint.of("well-" + i, well.uri()));
    }
    endpoints.add(tenth);
    return cluster.add(
        cluster
            .ordersBuilder()
            .endpoints(endpoints)
            .ticker(ticker)
            .wallClock(ticker)
            .scheduler(scheduler)
            .build());
  }

  private static List<String> served(OkHttpClient client, int calls) throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      names.add(get(client, URL));
    }
    return names;
  }

  private static EndpointSnapshot look(Balancer<URI> orders) {
    return Cluster.endpoint(orders, "sick");
  }
}

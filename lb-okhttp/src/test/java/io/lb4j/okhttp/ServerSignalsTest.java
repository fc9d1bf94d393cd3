package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.Balancer;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What endpoints say of themselves in their responses' headers, and what follows. */
final class ServerSignalsTest {

  private static final String URL = "http://orders/";
  private static final long RECEIVED_MILLIS = 1_700_000_000_000L;

  @RegisterExtension final Cluster cluster = new Cluster();

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);

  private Balancer<URI> inTurn(Backend... backends) {
    return cluster.add(
        cluster
            .ordersBuilder(backends)
            .policy(SelectionPolicies.roundRobin())
            .ticker(ticker)
            .wallClock(ticker)
            .scheduler(scheduler)
            .build());
  }

  private static EndpointSnapshot first(Balancer<URI> orders) {
    return orders.snapshot().endpoints().get(0);
  }

  private void send(OkHttpClient client, int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      get(client, URL);
    }
    scheduler.runDue();
  }

  private static MockResponse saying(int status, String name, String value) {
    return new MockResponse.Builder().code(status).addHeaderLenient(name, value).body("ok").build();
  }

  // Retry-After.

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void anEndpointThatSaysWhenToRetryRestsUntilThen(int status) throws IOException {
    Backend a = cluster.backend("a");
    a.answer(saying(status, "Retry-After", "7"));
    Balancer<URI> orders = inTurn(a, cluster.backend("b"), cluster.backend("c"));
    OkHttpClient client = cluster.wrap(orders);

    send(client, 20);

    assertThat(a.requests()).hasSize(1);
    assertThat(first(orders).state()).isEqualTo(HealthState.DEGRADED);
    Verdict verdict = first(orders).verdicts().get(0);
    assertThat(verdict.reason()).isEqualTo("asked for 7s");
    assertThat(Duration.between(verdict.since(), verdict.until()))
        .isBetween(Duration.ofSeconds(7), Duration.ofMillis(7700));
    assertIdle(orders);
  }

  private static Response response(int status, String retryAfter) {
    return new Response.Builder()
        .request(new Request.Builder().url(URL).build())
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("")
        .header("Retry-After", retryAfter)
        .receivedResponseAtMillis(RECEIVED_MILLIS)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "429, 1, 1",
    "503, 299, 299",
    "503, 301, 300",
    "503, 99999999999999999999, 300",
    "503, ' 12 ', 12",
    "503, 0, ",
    "503, -5, ",
    "503, 1.5, ",
    "503, soon, ",
    "503, '', ",
    "503, 0x10, ",
    "500, 5, ",
    "200, 5, ",
    "301, 5, "
  })
  void secondsAreReadAndGarbageIsNot(int status, String value, Integer seconds) {
    assertThat(RetryAfter.of(response(status, value)))
        .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "300, 300", "301, 300", "100000, 300", "0, ", "-60, "})
  void aDateCountsFromWhenTheResponseCame(int inSeconds, Integer seconds) {
    Instant received = Instant.ofEpochMilli(RECEIVED_MILLIS);
    String date =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .format(received.plusSeconds(inSeconds).atOffset(ZoneOffset.UTC));
    assertThat(RetryAfter.of(response(503, date)))
        .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }

  @Test
  void onlyRejectionsSayWhenToRetry() {
    Remarks remarks = new Remarks(null, Duration.ofSeconds(3), null);
    assertThat(remarks.attachTo(Outcome.failure())).isSameAs(Outcome.failure());
    assertThat(remarks.attachTo(Outcome.rejected()).retryAfter()).isEqualTo(Duration.ofSeconds(3));
  }

  // The server's state.

  private OkHttpClient listening(Balancer<URI> orders) {
    ServerStateHeader header =
        ServerStateHeader.named("X-Server-State").withValue("Going Away", ServerState.DRAINING);
    return LoadBalancing.wrap(
        new OkHttpClient(), LoadBalancingOptions.defaults().withServerStateHeader(header), orders);
  }

  @ParameterizedTest
  @CsvSource({
    "draining, DRAINING",
    "' DRAINING ', DRAINING",
    "Degraded, DEGRADED",
    "going away, DRAINING",
    "ready, HEALTHY",
    "dancing, HEALTHY",
    "'', HEALTHY"
  })
  void anEndpointSaysHowItIs(String value, HealthState state) throws IOException {
    Backend a = cluster.backend("a");
    a.answer(saying(200, "x-server-state", value));
    Balancer<URI> orders = inTurn(a, cluster.backend("b"), cluster.backend("c"));

    send(listening(orders), 3);

    assertThat(first(orders).state()).isEqualTo(state);
  }

  @Test
  void nobodyListensUnlessConfigured() throws IOException {
    Backend a = cluster.backend("a");
    a.answer(saying(200, "X-Server-State", "draining"));
    Balancer<URI> orders = inTurn(a, cluster.backend("b"));

    send(cluster.wrap(orders), 4);

    assertThat(first(orders).state()).isEqualTo(HealthState.HEALTHY);
    assertThat(a.requests()).hasSize(2);
  }

  @Test
  void whatCannotBeAHeaderIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerStateHeader.named("X State\n"))
        .withMessageContaining("header name");
    assertThatIllegalArgumentException().isThrownBy(() -> ServerStateHeader.named(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerStateHeader.named("X-State").withValue(" ", ServerState.READY))
        .withMessageContaining("blank");
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import io.lb4j.select.LoadProbe;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers are asked for their load over real sockets, and picked by what they answer. */
final class HttpLoadProbeTest {

  private static final String URL = "http://orders/";
  private static final double NONE = Double.NaN;
  private static final LoadReport THREE_AT_12_MS =
      new LoadReport(NONE, NONE, NONE, 3, NONE, NONE, 12.5e6);
  private static final String JSON =
      "{\"named_metrics\": {\"requests_in_flight\": 3, \"latency_estimate_ms\": 12.5}}\n";

  @RegisterExtension final Cluster cluster = new Cluster();

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final AtomicInteger unanswered = new AtomicInteger();

  private static HttpLoadProbe.Builder probe() {
    return HttpLoadProbe.builder(new OkHttpClient(), "orders");
  }

  private static MockResponse load(int inFlight, double latencyMillis) {
    return new MockResponse.Builder()
        .addHeader(
            "endpoint-load-metrics",
            "TEXT named_metrics.requests_in_flight=%d,named_metrics.latency_estimate_ms=%s"
                .formatted(inFlight, latencyMillis))
        .build();
  }

  private static LoadReport answer(LoadProbe probe, Endpoint<?> endpoint) throws Exception {
    return probe.probe(endpoint).toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @Test
  void theHeaderIsReadAndTheRequestIsForTheService() throws Exception {
    Backend a = cluster.backend("a");
    a.answer(load(3, 12.5));

    assertThat(answer(probe().build(), a.endpoint())).isEqualTo(THREE_AT_12_MS);
    RecordedRequest request = a.requests().get(0);
    assertThat(request.getTarget()).isEqualTo("/load");
    assertThat(request.getHeaders().get("Host")).isEqualTo("orders");
  }

  @Test
  void theBodyIsReadWhereThereIsNoHeader() throws Exception {
    Backend a = cluster.backend("a");
    a.answer(Backend.ok(JSON));
    assertThat(answer(probe().build(), a.endpoint())).isEqualTo(THREE_AT_12_MS);
  }

  @Test
  void anotherPathAndPortAreAsked() throws Exception {
    Backend a = cluster.backend("a");
    a.answer(Backend.ok(JSON));
    HttpLoadProbe probe = probe().path("/status?of=load").port(a.port()).build();

    assertThat(answer(probe, cluster.refusing("a"))).isEqualTo(THREE_AT_12_MS);
    assertThat(a.requests().get(0).getTarget()).isEqualTo("/status?of=load");
  }

  @Test
  void tlsIsCheckedForTheNameOfTheService() throws Exception {
    Tls tls = new Tls("orders");
    Backend a = cluster.secureBackendAt("a", "127.0.0.1", 0, tls.server().sslSocketFactory());
    a.answer(Backend.ok(JSON));

    assertThat(answer(HttpLoadProbe.builder(tls.client(), "orders").build(), a.endpoint()))
        .isEqualTo(THREE_AT_12_MS);
    assertThatThrownBy(
            () -> answer(HttpLoadProbe.builder(tls.client(), "others").build(), a.endpoint()))
        .hasMessageContaining("others");
  }

  @Test
  void endpointsThatDifferOnlyInTheirAddressAreNotMistakenForEachOther() throws Exception {
    Backend a = cluster.backend("a");
    Backend b = cluster.backendAt("b", "127.0.0.2", a.port());
    a.answer(load(1, 1));
    b.answer(load(2, 2));
    HttpLoadProbe probe = probe().build();
    for (int i = 0; i < 3; i++) {
      assertThat(answer(probe, a.endpoint()).requestsInFlight()).isEqualTo(1);
      assertThat(answer(probe, b.endpoint()).requestsInFlight()).isEqualTo(2);
    }
    assertThat(a.connections()).isEqualTo(1);
  }

  @Test
  void whatIsMeantForTheUsersOwnCallsIsLeftAlone() throws Exception {
    Backend a = cluster.backend("a");
    a.answer(load(3, 12.5).newBuilder().addHeader("Set-Cookie", "mine=1").build());
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient.Builder()
                .cookieJar(new ForbiddenCookies())
                .addInterceptor(HttpLoadProbeTest::forbidden)
                .addNetworkInterceptor(HttpLoadProbeTest::forbidden)
                .authenticator(
                    (route, response) -> {
                      throw new AssertionError("authenticated a probe");
                    })
                .build(),
            orders);
    HttpLoadProbe probe = HttpLoadProbe.builder(client, "orders").build();

    assertThat(answer(probe, a.endpoint())).isEqualTo(THREE_AT_12_MS);
    a.answer(new MockResponse.Builder().code(401).addHeader("WWW-Authenticate", "Basic").build());
    assertThatThrownBy(() -> answer(probe, a.endpoint())).hasMessageContaining("status 401");
    assertThat(Cluster.endpoint(orders, "a").selections()).isZero();
  }

  private static Response forbidden(Interceptor.Chain chain) {
    throw new AssertionError("intercepted a probe to " + chain.request().url());
  }

  private static final class ForbiddenCookies implements CookieJar {

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      throw new AssertionError("cookies for a probe");
    }

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
      throw new AssertionError("cookies from a probe");
    }
  }

  static Stream<Arguments> uselessAnswers() {
    return Stream.of(
        Arguments.of(Backend.status(404), "status 404"),
        Arguments.of(
            new MockResponse.Builder().code(302).addHeader("Location", "/elsewhere").build(),
            "status 302"),
        Arguments.of(Backend.ok(""), "lacks named_metrics.requests_in_flight"),
        Arguments.of(
            Backend.ok("TEXT named_metrics.requests_in_flight=3"),
            "lacks named_metrics.latency_estimate_ms"),
        Arguments.of(Backend.ok("<html>"), "has no value"),
        Arguments.of(Backend.ok("x".repeat(1_000_000)), "longer than 8192 bytes"),
        Arguments.of(Endless.body(), "longer than 8192 bytes|timeout"),
        Arguments.of(Backend.silence(), "timeout"),
        Arguments.of(Backend.breakOff(), "unexpected end"));
  }

  @ParameterizedTest
  @MethodSource("uselessAnswers")
  void anAnswerThatIsNoneFailsTheProbe(MockResponse response, String why) {
    Backend a = cluster.backend("a");
    a.answer(response);
    HttpLoadProbe probe = probe().timeout(Duration.ofMillis(300)).build();
    assertThatThrownBy(() -> answer(probe, a.endpoint()))
        .isInstanceOf(ExecutionException.class)
        .hasMessageMatching("(?s).*(" + why + ").*");
  }

  /** In a look-up, which no time-out ends: how fast the machine is plays no part. */
  @Test
  void probesThatHangDoNotPileUp() {
    CountDownLatch end = new CountDownLatch(1);
    OkHttpClient client = new OkHttpClient.Builder().dns(host -> failAfter(end, host)).build();
    HttpLoadProbe probe = HttpLoadProbe.builder(client, "orders").build();
    Endpoint<URI> endpoint = Endpoint.of("a", URI.create("http://a.test:80"));
    List<CompletableFuture<LoadReport>> hung = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      hung.add(probe.probe(endpoint).toCompletableFuture());
    }
    assertThatThrownBy(() -> answer(probe, endpoint))
        .hasMessageContaining("128 load probes are under way");

    end.countDown();
    assertThat(hung).allSatisfy(each -> assertThat(each).failsWithin(Duration.ofSeconds(10)));
    assertThatThrownBy(() -> answer(probe, endpoint)).hasMessageContaining("a.test is unknown");
  }

  private static List<InetAddress> failAfter(CountDownLatch end, String host)
      throws UnknownHostException {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException(host + " is unknown");
  }

  @Test
  void anEndpointWhoseTargetIsNoUriFailsTheProbe() {
    assertThatThrownBy(() -> answer(probe().build(), Endpoint.of("db", "jdbc:h2:mem")))
        .hasMessageContaining("its target is a java.lang.String");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "load", "//evil/load", "/\\evil/load", "http://orders/load"})
  void aPathThatIsNoneIsRefused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().path(path).build())
        .withMessageContaining("path is \"" + path + "\"; it must be an absolute path");
  }

  @Test
  void otherMisuseIsRefusedToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpLoadProbe.builder(new OkHttpClient(), "10.0.0.1"))
        .withMessageContaining("10.0.0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().port(0).build())
        .withMessageContaining("port is 0; it must be 1 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().timeout(Duration.ZERO).build())
        .withMessageContaining("timeout is 0s; it must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().timeout(Duration.ofSeconds(2)).build())
        .withMessageContaining("timeout is 2s; it must be at most 1s");
  }

  private Balancer<URI> byProbes(LoadProbe probe, Backend... backends) {
    LoadProbe counted =
        endpoint -> {
          unanswered.incrementAndGet();
          CompletionStage<LoadReport> report = probe.probe(endpoint);
          report.whenComplete((answer, failure) -> unanswered.decrementAndGet());
          return report;
        };
    return cluster.add(
        cluster
            .ordersBuilder(backends)
            .policy(SelectionPolicies.prequal(counted))
            .random(ScriptedRandom.seeded(8))
            .ticker(ticker)
            .scheduler(scheduler)
            .build());
  }

  private static void serve(Backend backend, MockResponse load) {
    backend.behave(
        request ->
            switch (request.getTarget()) {
              case "/load" -> load;
              case "/endless" -> Endless.body();
              default -> Backend.ok(backend.name());
            });
  }

  private int callsTo(String name, int calls, OkHttpClient client) throws IOException {
    int served = 0;
    for (int i = 0; i < calls; i++) {
      served += get(client, URL).equals(name) ? 1 : 0;
      scheduler.runDue();
      Await.until("all probes have ended", Duration.ofSeconds(5), () -> unanswered.get() == 0);
    }
    return served;
  }

  @Test
  void theLessLoadedServerIsPreferred() throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    Backend c = cluster.backend("c");
    serve(a, load(50, 500));
    serve(b, load(1, 5));
    serve(c, load(50, 500));
    Balancer<URI> orders = byProbes(probe().build(), a, b, c);
    OkHttpClient client = cluster.wrap(orders);

    callsTo("b", 5, client);
    assertThat(callsTo("b", 100, client)).isGreaterThan(60);
    assertIdle(orders);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoChoicesDecideWhereProbesHangOrAreNotServed(boolean hang) throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    MockResponse useless = hang ? Backend.silence() : Backend.status(404);
    serve(a, useless);
    serve(b, useless);
    Balancer<URI> orders = byProbes(probe().timeout(Duration.ofMillis(50)).build(), a, b);
    OkHttpClient client = cluster.wrap(orders);

    try (Response busy = client.newCall(Cluster.get(URL + "endless")).execute()) {
      assertThat(busy.isSuccessful()).isTrue();
      String idle = a.requests().isEmpty() ? "a" : "b";
      assertThat(callsTo(idle, 20, client)).isEqualTo(20);
    }
    assertIdle(orders);
  }
}

package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthProbe;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers are asked how they are, over real sockets. */
final class HttpHealthProbeTest {

  private static final CheckResult PASSED = CheckResult.passed();

  @RegisterExtension final Cluster cluster = new Cluster();

  private static HttpHealthProbe.Builder probe() {
    return HttpHealthProbe.builder(new OkHttpClient(), "orders");
  }

  private static CheckResult check(HealthProbe<URI> probe, Endpoint<URI> endpoint)
      throws Exception {
    return probe.check(endpoint).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private CheckResult check(HttpHealthProbe.Builder probe, MockResponse answer) throws Exception {
    Backend a = cluster.backend("a");
    a.answer(answer);
    return check(probe.build(), a.endpoint());
  }

  private static MockResponse with(String header, String value) {
    return new MockResponse.Builder().addHeader(header, value).build();
  }

  @Test
  void whoAnswersPassesAndTheRequestIsForTheService() throws Exception {
    Backend a = cluster.backend("a");
    assertThat(check(probe().build(), a.endpoint())).isEqualTo(PASSED);

    RecordedRequest request = a.requests().get(0);
    assertThat(request.getMethod()).isEqualTo("GET");
    assertThat(request.getTarget()).isEqualTo("/health");
    assertThat(request.getHeaders().get("Host")).isEqualTo("orders");
  }

  @Test
  void everythingThatIsSentCanBeSet() throws Exception {
    Backend a = cluster.backend("a");
    HttpHealthProbe probe =
        probe()
            .method("POST")
            .path("/ready?deep=no")
            .header("X-Token", "t")
            .header("X-Token", "u")
            .host("health.orders:81")
            .port(a.port())
            .build();
    assertThat(check(probe, cluster.refusing("a"))).isEqualTo(PASSED);

    RecordedRequest request = a.requests().get(0);
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getTarget()).isEqualTo("/ready?deep=no");
    assertThat(request.getHeaders().values("X-Token")).containsExactly("t", "u");
    assertThat(request.getHeaders().get("Host")).isEqualTo("health.orders:81");
    assertThat(request.getHeaders().get("Content-Length")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "DELETE", "PATCH"})
  void otherMethodsPassToo(String method) throws Exception {
    MockResponse empty = new MockResponse.Builder().build();
    assertThat(check(probe().method(method), empty)).isEqualTo(PASSED);
  }

  @Test
  void tlsIsCheckedForTheNameOfTheService() throws Exception {
    Tls tls = new Tls("orders");
    Backend a = cluster.secureBackendAt("a", "127.0.0.1", 0, tls.server().sslSocketFactory());

    assertThat(check(HttpHealthProbe.builder(tls.client(), "orders").build(), a.endpoint()))
        .isEqualTo(PASSED);
    assertThatThrownBy(
            () -> check(HttpHealthProbe.builder(tls.client(), "others").build(), a.endpoint()))
        .hasMessageContaining("others");
  }

  @Test
  void statusesOutsideTheRangesFail() throws Exception {
    assertThat(check(probe(), Backend.status(500)))
        .isEqualTo(CheckResult.failed("status 500, expected 200 to 299"));
    assertThat(check(probe().expectStatus(404).expectStatus(500, 502), Backend.status(200)))
        .isEqualTo(CheckResult.failed("status 200, expected 404, 500 to 502"));
    assertThat(check(probe().expectStatus(404).expectStatus(500, 502), Backend.status(502)))
        .isEqualTo(PASSED);
  }

  @Test
  void noRedirectIsFollowed() throws Exception {
    Backend a = cluster.backend("a");
    a.answer(with("Location", "/health?again").newBuilder().code(302).build());

    assertThat(check(probe().build(), a.endpoint()).reason())
        .isEqualTo(
            "status 302, expected 200 to 299; redirects are not followed, this one leads to"
                + " \"/health?again\"");
    assertThat(check(probe().expectStatus(302).build(), a.endpoint())).isEqualTo(PASSED);
    assertThat(a.requests()).hasSize(2);
  }

  @Test
  void aStatusOrHeaderMayMeanDegraded() throws Exception {
    assertThat(check(probe().degradedStatus(429), Backend.status(429)))
        .isEqualTo(CheckResult.degraded("status 429"));
    assertThat(check(probe().degradedStatus(203), Backend.status(203)))
        .isEqualTo(CheckResult.degraded("status 203"));
    assertThat(check(probe().degradedHeader("x-degraded"), with("X-Degraded", "")))
        .isEqualTo(CheckResult.degraded("header x-degraded is \"\""));
    assertThat(check(probe().degradedHeader("x-state", "slow"), with("X-State", "SLOW")))
        .isEqualTo(CheckResult.degraded("header x-state is \"SLOW\""));
    assertThat(check(probe().degradedHeader("x-state", "slow"), with("X-State", "fast")))
        .isEqualTo(PASSED);
    assertThat(
            check(
                probe().degradedHeader("x-state"),
                with("X-State", "slow").newBuilder().code(500).build()))
        .isEqualTo(CheckResult.failed("status 500, expected 200 to 299"));
  }

  @Test
  void theBodyMustHoldWhatIsDemanded() throws Exception {
    assertThat(check(probe().bodyContains("(ok)"), Backend.ok("all is (ok)."))).isEqualTo(PASSED);
    assertThat(check(probe().bodyMatches(Pattern.compile("is.+k")), Backend.ok("all is ok")))
        .isEqualTo(PASSED);
    assertThat(check(probe().bodyContains("ok").degradedStatus(503), Backend.status(503)).kind())
        .isEqualTo(CheckResult.Kind.FAILED);
  }

  @Test
  void aPatternThatOverflowsTheStackFailsTheCheck() {
    HttpHealthProbe.Builder probe = probe().bodyMatches(Pattern.compile("^(a|b)*$"));
    assertThatThrownBy(() -> check(probe, Backend.ok("ab".repeat(30_000))))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void whatServersSayIsEscaped() throws Exception {
    CheckResult result = check(probe().bodyContains("ok"), Backend.ok("\u001b[31mno\r\nFORGED"));
    assertThat(result.reason()).endsWith("begins with \"\\u001b[31mno\\u000d\\u000aFORGED\"");
  }

  @Test
  void theBodyIsReadInItsCharset() throws Exception {
    MockResponse latin =
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/plain; charset=utf-16be")
            .body(new Buffer().writeString("grün", StandardCharsets.UTF_16BE))
            .build();
    assertThat(check(probe().bodyContains("grün"), latin)).isEqualTo(PASSED);
    assertThat(check(probe().bodyContains("grün"), Backend.ok("grün"))).isEqualTo(PASSED);
  }

  @Test
  void aBodyIsLookedAtUpToItsLimitOnly() throws Exception {
    MockResponse answer = Backend.ok("x".repeat(98) + "ok" + "x".repeat(10_000_000));
    assertThat(check(probe().bodyContains("ok").maxBodyBytes(100), answer)).isEqualTo(PASSED);
    assertThat(check(probe().bodyContains("ok").maxBodyBytes(99), answer).kind())
        .isEqualTo(CheckResult.Kind.FAILED);
    assertThat(check(probe(), answer)).isEqualTo(PASSED);
  }

  @Test
  void anEndlessBodyIsReadNoFurtherThanItsLimit() throws Exception {
    MockResponse endless =
        new MockResponse.Builder()
            .body("x".repeat(1_000_000))
            .throttleBody(1000, 1, TimeUnit.MINUTES)
            .build();
    assertThat(check(probe().maxBodyBytes(1000), endless)).isEqualTo(PASSED);
  }

  static Stream<Arguments> brokenAnswers() {
    return Stream.of(
        Arguments.of("", "unexpected end of stream"),
        Arguments.of("SSH-2.0-\u001b[31mforged\r\n", "status line"),
        Arguments.of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", "unexpected end"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok", "unexpected end"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok", "Expected leading"),
        Arguments.of("HTTP/1.1 200 OK\r\nContent-", ""));
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void anAnswerThatBreaksOffOrIsNoneFailsTheCheck(String answer, String why) {
    RawServer raw = cluster.add(RawServer.answering(answer));
    assertThatThrownBy(() -> check(probe().build(), raw.endpoint()))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whoRefusesOrResetsFailsTheCheck() {
    RawServer raw = cluster.add(RawServer.resetting());
    assertThatThrownBy(() -> check(probe().build(), raw.endpoint()))
        .isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> check(probe().build(), cluster.refusing("a")))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("Failed to connect");
  }

  @Test
  void whoCancelsACheckEndsItsRequest() throws Exception {
    Backend a = cluster.backend("a");
    a.answer(Backend.silence());
    HttpHealthProbe probe = HttpHealthProbe.builder(new OkHttpClient(), "hanging").build();
    CompletableFuture<CheckResult> hung = probe.check(a.endpoint()).toCompletableFuture();
    Await.until("the request", () -> a.requests().size() == 1);
    assertThat(CallThreads.to("hanging")).isEqualTo(1);

    hung.cancel(true);
    Await.until("no thread is held", () -> CallThreads.to("hanging") == 0);
  }

  @Test
  void connectionsServeFurtherChecksUnlessToldOtherwise() throws Exception {
    Backend a = cluster.backend("a");
    HttpHealthProbe lasting = probe().build();
    check(lasting, a.endpoint());
    Await.until("the connection is used again", () -> passes(lasting, a) && a.connections() == 1);

    Backend b = cluster.backend("b");
    HttpHealthProbe fresh = probe().reuseConnections(false).build();
    check(fresh, b.endpoint());
    check(fresh, b.endpoint());
    assertThat(b.connections()).isEqualTo(2);
  }

  private static boolean passes(HttpHealthProbe probe, Backend backend) {
    try {
      return check(probe, backend.endpoint()).equals(PASSED);
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  void anIdleConnectionThatTheServerClosedIsNoFailure() throws Exception {
    HttpHealthProbe probe = probe().build();
    Backend a = cluster.backend("a");
    a.answer(new MockResponse.Builder().onResponseEnd(new SocketEffect.CloseSocket()).build());
    assertThat(check(probe, a.endpoint())).isEqualTo(PASSED);
    assertThat(check(probe, a.endpoint())).isEqualTo(PASSED);
    assertThat(a.connections()).isEqualTo(2);
  }

  @Test
  void theClientsOwnTimeoutsAreForItsOwnCalls() throws Exception {
    Backend a = cluster.backend("a");
    a.answer(new MockResponse.Builder().headersDelay(300, TimeUnit.MILLISECONDS).body("a").build());
    OkHttpClient hasty = new OkHttpClient.Builder().readTimeout(Duration.ofMillis(20)).build();
    assertThat(check(HttpHealthProbe.builder(hasty, "orders").build(), a.endpoint()))
        .isEqualTo(PASSED);
  }

  @Test
  void aProxySelectorThatThrowsFailsTheCheck() {
    Backend a = cluster.backend("a");
    OkHttpClient client =
        new OkHttpClient.Builder().proxySelector(new ThrowingProxySelector()).build();
    assertThatThrownBy(() -> check(HttpHealthProbe.builder(client, "orders").build(), a.endpoint()))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("IllegalStateException: proxy selector");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "health",
        "//evil/",
        "/\\evil/",
        "/a b",
        "/a\nb",
        "/\u0000",
        "/a\u0085",
        "/#a"
      })
  void aPathThatIsNoneIsRefused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().path(path).build())
        .withMessageContaining("it must be an absolute path such as /health")
        .withMessageNotContainingAny("\n", "\u0000", "\u0085");
  }

  static Stream<Arguments> misuse() {
    return Stream.of(
        misuse("port is 0; it must be 1 to 65535", probe -> probe.port(0)),
        misuse("port is 65536", probe -> probe.port(65_536)),
        misuse("statuses are 300 to 299", probe -> probe.expectStatus(300, 299)),
        misuse("statuses are 100 to 200", probe -> probe.expectStatus(100, 200)),
        misuse("statuses are 600 to 600", probe -> probe.degradedStatus(600)),
        misuse("method is \"get\"", probe -> probe.method("get")),
        misuse("method is \"GET /\\u000d\\u000a\"", probe -> probe.method("GET /\r\n")),
        misuse("method is \"TRACE\"", probe -> probe.method("TRACE")),
        misuse("method is \"HEAD\"", probe -> probe.method("HEAD").bodyContains("ok")),
        misuse("header name is \"a\\u000ab\"", probe -> probe.header("a\nb", "c")),
        misuse("header name is \"\"", probe -> probe.header("", "c")),
        misuse("header name is \"a:b\"", probe -> probe.header("a:b", "c")),
        misuse("the character \\u000d at index 6", probe -> probe.header("a", "secret\rx")),
        misuse("the character \\u00fc at index 2", probe -> probe.header("a", "grün")),
        misuse("header Host is set by host", probe -> probe.header("host", "a")),
        misuse("host is \"a/b\"", probe -> probe.host("a/b")),
        misuse("host is \"a\\u000db\"", probe -> probe.host("a\rb")),
        misuse("host is \"u@a\"", probe -> probe.host("u@a")),
        misuse("host is \"\"", probe -> probe.host("")),
        misuse("header name", probe -> probe.degradedHeader("a\nb")),
        misuse("empty text", probe -> probe.bodyContains("")),
        misuse("maxBodyBytes is 0", probe -> probe.maxBodyBytes(0)),
        misuse("maxBodyBytes is 2147483647", probe -> probe.maxBodyBytes(Integer.MAX_VALUE)));
  }

  private static Arguments misuse(String message, Consumer<HttpHealthProbe.Builder> step) {
    return Arguments.of(message, step);
  }

  @ParameterizedTest
  @MethodSource("misuse")
  void whatCannotWorkIsRefused(String message, Consumer<HttpHealthProbe.Builder> step) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              HttpHealthProbe.Builder probe = probe();
              step.accept(probe);
              probe.build();
            })
        .withMessageContaining(message)
        .withMessageNotContaining("secret");
  }
}

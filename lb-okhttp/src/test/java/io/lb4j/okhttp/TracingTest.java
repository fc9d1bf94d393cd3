package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryPolicy;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every attempt is a span, as OpenTelemetry's conventions for HTTP clients want it. */
final class TracingTest {

  private static final String URL = "http://orders/items/42";
  private static final RetryPolicy PROMPT =
      RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO);

  @RegisterExtension private final Cluster cluster = new Cluster();

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetry openTelemetry = sampledBy(Sampler.alwaysOn());
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Balancer<URI> orders = cluster.orders(a, b);

  private OpenTelemetry sampledBy(Sampler sampler) {
    return cluster.add(
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setPropagators(
                ContextPropagators.create(
                    TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(),
                        W3CBaggagePropagator.getInstance())))
            .build());
  }

  private OkHttpClient client(AttemptPolicy attempts) {
    LoadBalancingOptions options =
        LoadBalancingOptions.defaults()
            .withAttempts(attempts)
            .withTracing(OpenTelemetryTracing.of(openTelemetry));
    return cluster.wrap(new OkHttpClient(), options, orders);
  }

  private OkHttpClient client() {
    return client(AttemptPolicy.defaults().withRetries(PROMPT));
  }

  /** The spans that have ended, in the order in which they began. */
  private List<SpanData> spans(int count) {
    Await.until(count + " spans", () -> exporter.getFinishedSpanItems().size() >= count);
    List<SpanData> spans =
        exporter.getFinishedSpanItems().stream()
            .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
            .toList();
    assertThat(spans).hasSize(count);
    return spans;
  }

  private static @Nullable String text(SpanData span, String key) {
    return span.getAttributes().get(stringKey(key));
  }

  private static @Nullable Long number(SpanData span, String key) {
    return span.getAttributes().get(longKey(key));
  }

  @ParameterizedTest
  @EnumSource
  void anAnswer(Entry entry) throws IOException {
    assertThat(entry.body(client(), get(URL + "?page=2"))).isEqualTo("a");

    SpanData span = spans(1).get(0);
    assertThat(span.getName()).isEqualTo("GET");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("io.lb4j.okhttp");
    assertThat(span.getAttributes().asMap())
        .containsOnly(
            attribute("http.request.method", "GET"),
            attribute("server.address", "orders"),
            attribute("server.port", 80),
            attribute("url.full", URL + "?page=2"),
            attribute("network.peer.address", "127.0.0.1"),
            attribute("network.peer.port", a.port()),
            attribute("network.protocol.version", "1.1"),
            attribute("http.response.status_code", 200),
            attribute("lb.name", "orders"),
            attribute("lb.policy", "round_robin"),
            attribute("lb.endpoint", "a"),
            attribute("lb.attempt", "first"),
            attribute("lb.outcome", "success"));
  }

  private static Map.Entry<AttributeKey<?>, Object> attribute(String key, String value) {
    return Map.entry(stringKey(key), value);
  }

  private static Map.Entry<AttributeKey<?>, Object> attribute(String key, long value) {
    return Map.entry(longKey(key), value);
  }

  @ParameterizedTest
  @EnumSource
  void aRetryIsAnotherSpanThatCountsResends(Entry entry) throws IOException {
    a.answer(Backend.status(500));
    assertThat(entry.body(client(), get(URL))).isEqualTo("b");

    SpanData first = spans(2).get(0);
    assertThat(number(first, "http.response.status_code")).isEqualTo(500);
    assertThat(text(first, "error.type")).isEqualTo("500");
    assertThat(text(first, "lb.outcome")).isEqualTo("failure");
    assertThat(first.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(number(first, "http.request.resend_count")).isNull();
    SpanData retry = spans(2).get(1);
    assertThat(number(retry, "http.request.resend_count")).isEqualTo(1);
    assertThat(number(retry, "network.peer.port")).isEqualTo(b.port());
    assertThat(text(retry, "server.address")).isEqualTo("orders");
    assertThat(text(retry, "lb.attempt")).isEqualTo("retry");
    assertThat(retry.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aRefusedConnectionSaysWhose() throws IOException {
    int port = b.port();
    a.close();
    assertThat(Cluster.get(client(), URL)).isEqualTo("b");

    SpanData refused = spans(2).get(0);
    assertThat(text(refused, "error.type")).isEqualTo("java.net.ConnectException");
    assertThat(text(refused, "network.peer.address")).isEqualTo("127.0.0.1");
    assertThat(text(refused, "lb.outcome")).isEqualTo("connect_failure");
    assertThat(number(refused, "http.response.status_code")).isNull();
    assertThat(number(spans(2).get(1), "network.peer.port")).isEqualTo(port);
  }

  @Test
  void theCallersFaultIsAnErrorOfTheSpanToo() throws IOException {
    a.answer(Backend.status(404));
    Cluster.get(client(), URL);

    SpanData span = spans(1).get(0);
    assertThat(text(span, "error.type")).isEqualTo("404");
    assertThat(text(span, "lb.outcome")).as("to the endpoint").isEqualTo("success");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void theLoserOfAHedgeIsNoError(Entry entry) throws IOException {
    a.answer(Backend.silence());
    OkHttpClient client =
        client(
            AttemptPolicy.defaults()
                .withRetries(PROMPT)
                .withHedging(Hedging.after(Duration.ofMillis(100))));
    assertThat(entry.body(client, get(URL))).isEqualTo("b");

    SpanData loser = spans(2).get(0);
    assertThat(text(loser, "lb.attempt")).isEqualTo("first");
    assertThat(loser.getAttributes().get(booleanKey("lb.hedge.lost"))).isTrue();
    assertThat(text(loser, "error.type")).isNull();
    assertThat(loser.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    SpanData winner = spans(2).get(1);
    assertThat(text(winner, "lb.attempt")).isEqualTo("hedge");
    assertThat(winner.getAttributes().get(booleanKey("lb.hedge.lost"))).isNull();
    assertThat(number(winner, "http.request.resend_count")).isEqualTo(1);
    assertThat(orders.snapshot().totals().hedges()).isEqualTo(1);
    assertThat(orders.snapshot().totals().retries()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatIsCutShortIsATimeout(Entry entry) throws IOException {
    a.answer(Backend.silence());
    OkHttpClient client =
        client(
            AttemptPolicy.defaults().withRetries(PROMPT).withAttemptLimit(Duration.ofMillis(200)));
    assertThat(entry.body(client, get(URL))).isEqualTo("b");

    SpanData late =
        spans(2).stream().filter(span -> "a".equals(text(span, "lb.endpoint"))).findFirst().get();
    assertThat(text(late, "error.type")).isEqualTo("java.net.SocketTimeoutException");
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledCallSaysSo(Entry entry) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    a.behave(
        request -> {
          arrived.countDown();
          return Backend.silence();
        });
    Call call = entry.newCall(client(), get(URL));
    FutureCallback callback = entry.begin(call);
    arrived.await();
    call.cancel();
    assertThatThrownBy(callback::await).isInstanceOf(IOException.class);

    SpanData span = spans(1).get(0);
    assertThat(text(span, "error.type")).isEqualTo("cancelled");
    assertThat(text(span, "lb.outcome")).isEqualTo("ignored");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void theSpanEndsWithTheHeaders() throws IOException {
    a.answer(
        new MockResponse.Builder()
            .body("begun")
            .onResponseBody(SocketEffect.Stall.INSTANCE)
            .build());
    try (Response response = client().newCall(get(URL)).execute()) {
      BufferedSource body = response.body().source();

      assertThat(spans(1)).hasSize(1);
      assertThat(body.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXECUTE", "FACTORY"})
  void spansAreChildrenOfWhatIsCurrentAndServersOfThem(Entry entry) throws IOException {
    a.answer(Backend.status(503));
    Span parent = openTelemetry.getTracer("test").spanBuilder("checkout").startSpan();
    OkHttpClient client = client();
    try (Scope scope = parent.makeCurrent()) {
      assertThat(scope).isNotNull();
      entry.body(client, get(URL));
    }

    for (int i = 0; i < 2; i++) {
      SpanData span = spans(2).get(i);
      assertThat(span.getParentSpanId()).isEqualTo(parent.getSpanContext().getSpanId());
      assertThat((i == 0 ? a : b).requests().get(0).getHeaders().get("traceparent"))
          .startsWith("00-" + span.getTraceId() + "-" + span.getSpanId() + "-");
    }
    parent.end();
  }

  @ParameterizedTest
  @EnumSource(names = {"EXECUTE", "FACTORY"})
  void hedgesAreChildrenTooAndBaggageGoesAlong(Entry entry) throws IOException {
    a.answer(Backend.silence());
    Span parent = openTelemetry.getTracer("test").spanBuilder("checkout").startSpan();
    Baggage baggage = Baggage.builder().put("tenant", "t1").build();
    OkHttpClient client =
        client(AttemptPolicy.defaults().withHedging(Hedging.after(Duration.ofMillis(100))));
    try (Scope scope = Context.current().with(parent).with(baggage).makeCurrent()) {
      assertThat(scope).isNotNull();
      assertThat(entry.body(client, get(URL))).isEqualTo("b");
    }

    for (int i = 0; i < 2; i++) {
      SpanData span = spans(2).get(i);
      assertThat(span.getParentSpanId()).isEqualTo(parent.getSpanContext().getSpanId());
      var sent = (i == 0 ? a : b).requests().get(0).getHeaders();
      assertThat(sent.get("traceparent")).contains("-" + span.getSpanId() + "-");
      assertThat(sent.get("baggage")).isEqualTo("tenant=t1");
    }
    parent.end();
  }

  @Test
  void aTagSaysWhereAnEnqueuedCallBelongs() throws IOException {
    Span parent = openTelemetry.getTracer("test").spanBuilder("checkout").startSpan();
    Request request = get(URL).newBuilder().tag(Context.class, Context.root().with(parent)).build();
    Entry.ENQUEUE.body(client(), request);
    parent.end();

    assertThat(exporter.getFinishedSpanItems())
        .filteredOn(span -> span.getKind() == SpanKind.CLIENT)
        .singleElement()
        .extracting(SpanData::getParentSpanId)
        .isEqualTo(parent.getSpanContext().getSpanId());
  }

  @Test
  void secretsStayOutOfTheUrl() throws IOException {
    Cluster.get(client(), "http://joe:secret@orders/items?sig=abc&page=2");

    assertThat(text(spans(1).get(0), "url.full"))
        .isEqualTo("http://REDACTED:REDACTED@orders/items?page=2&sig=REDACTED");
  }

  @Test
  void anUnknownMethodIsNamedApart() throws IOException {
    Request request = post(URL, "x").newBuilder().method("BREW", null).build();
    Cluster.body(client(), request);

    SpanData span = spans(1).get(0);
    assertThat(span.getName()).isEqualTo("HTTP");
    assertThat(text(span, "http.request.method")).isEqualTo("_OTHER");
    assertThat(text(span, "http.request.method_original")).isEqualTo("BREW");
  }

  @Test
  void aCallThatIsNotSampledHasNoSpanAndTellsTheServerSo() throws IOException {
    LoadBalancingOptions options =
        LoadBalancingOptions.defaults()
            .withTracing(OpenTelemetryTracing.of(sampledBy(Sampler.alwaysOff())));
    assertThat(Cluster.get(cluster.wrap(new OkHttpClient(), options, orders), URL)).isEqualTo("a");

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    String told = a.requests().get(0).getHeaders().get("traceparent");
    assertThat(told).startsWith("00-");
    assertThat(TraceFlags.fromHex(told, told.lastIndexOf('-') + 1).isSampled()).isFalse();
  }

  @Test
  void withoutTracingThereAreNeitherSpansNorHeaders() throws IOException {
    assertThat(Cluster.get(cluster.wrap(orders), URL)).isEqualTo("a");

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(a.requests().get(0).getHeaders().get("traceparent")).isNull();
  }
}

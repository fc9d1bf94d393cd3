package io.lb4j.benchmarks;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The floor of tracing: one span per request with the attributes that lb4j's have, written down
 * without a question asked, and its context in the headers. A network interceptor, since only there
 * the peer is known.
 */
final class HandMadeSpans implements Interceptor {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> SERVER_ADDRESS =
      AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<String> PEER_ADDRESS =
      AttributeKey.stringKey("network.peer.address");
  private static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  private static final AttributeKey<String> PROTOCOL_VERSION =
      AttributeKey.stringKey("network.protocol.version");
  private static final AttributeKey<String> LB_NAME = AttributeKey.stringKey("lb.name");
  private static final AttributeKey<String> LB_POLICY = AttributeKey.stringKey("lb.policy");
  private static final AttributeKey<String> LB_ENDPOINT = AttributeKey.stringKey("lb.endpoint");
  private static final AttributeKey<String> LB_ATTEMPT = AttributeKey.stringKey("lb.attempt");
  private static final AttributeKey<String> LB_OUTCOME = AttributeKey.stringKey("lb.outcome");

  private static final TextMapSetter<Request.Builder> HEADERS =
      (builder, name, value) -> Objects.requireNonNull(builder).header(name, value);

  private final Tracer tracer;
  private final TextMapPropagator propagator;

  HandMadeSpans(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("by hand");
    this.propagator = telemetry.getPropagators().getTextMapPropagator();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    InetSocketAddress peer =
        Objects.requireNonNull(chain.connection(), "not a network interceptor")
            .route()
            .socketAddress();
    Context parent = Context.current();
    Span span =
        tracer
            .spanBuilder(request.method())
            .setParent(parent)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(METHOD, request.method())
            .setAttribute(SERVER_ADDRESS, request.url().host())
            .setAttribute(SERVER_PORT, (long) request.url().port())
            .setAttribute(URL_FULL, request.url().toString())
            .setAttribute(PEER_ADDRESS, peer.getAddress().getHostAddress())
            .setAttribute(PEER_PORT, (long) peer.getPort())
            .setAttribute(LB_NAME, "greeter")
            .setAttribute(LB_POLICY, "peak_ewma")
            .setAttribute(LB_ENDPOINT, "127.0.0.1:8080")
            .setAttribute(LB_ATTEMPT, "first")
            .startSpan();
    try {
      Request.Builder traced = request.newBuilder();
      propagator.inject(parent.with(span), traced, HEADERS);
      Response response = chain.proceed(traced.build());
      span.setAttribute(STATUS, (long) response.code());
      span.setAttribute(PROTOCOL_VERSION, "1.1");
      span.setAttribute(LB_OUTCOME, "success");
      return response;
    } finally {
      span.end();
    }
  }
}

package io.lb4j.okhttp;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Objects;
import okhttp3.Request;

/**
 * Makes a span of every attempt, by OpenTelemetry's conventions for HTTP clients. Needs {@code
 * io.opentelemetry:opentelemetry-api}, which lb-okhttp does not bring along; without it only this
 * class cannot be used.
 *
 * <pre>{@code
 * LoadBalancingOptions options =
 *     LoadBalancingOptions.defaults().withTracing(OpenTelemetryTracing.of(openTelemetry));
 * OkHttpClient client = LoadBalancing.wrap(new OkHttpClient(), options, orders);
 * }</pre>
 *
 * <p><b>Spans.</b> Of kind CLIENT, named like the method, from the beginning of the attempt to the
 * response's headers or the failure; reading the body is not part of it. {@code server.address} and
 * {@code url.full} are what the request says, {@code network.peer.address} is the endpoint's.
 * Further attempts have {@code http.request.resend_count}. Credentials in the URL, and signatures
 * in its query, are redacted. {@code lb.name}, {@code lb.policy}, {@code lb.endpoint}, {@code
 * lb.attempt} (first, retry, hedge) and {@code lb.outcome} tell what lb4j did; the loser of a hedge
 * has {@code lb.hedge.lost}, and no error. Redirects and authentication within an attempt are part
 * of its span. An answer of the cache has a span, too.
 *
 * <p><b>Context.</b> Spans are children of the context that is current when the call begins: for
 * calls of a {@link BalancedCallFactory} where they are executed or enqueued. An enqueued call of a
 * wrapped client begins in a thread of its dispatcher, so give that an executor that passes the
 * context on, or give the request a tag of type {@link Context}, which has precedence. The context
 * is written into each attempt's headers by the configured propagator. Do not instrument the client
 * a second time: each request would have two spans.
 *
 * <p>Immutable and thread-safe. Costs a microsecond or two per attempt that is sampled.
 */
@SuppressWarnings("exports") // Who has no OpenTelemetry must be able to compile against us.
public final class OpenTelemetryTracing {

  private static final String SCOPE = "io.lb4j.okhttp";

  private final Tracer tracer;
  private final TextMapPropagator propagator;

  private OpenTelemetryTracing(Tracer tracer, TextMapPropagator propagator) {
    this.tracer = tracer;
    this.propagator = propagator;
  }

  /**
   * Traces with the tracer and the propagators of an application.
   *
   * @param openTelemetry where spans go
   * @return tracing for {@link LoadBalancingOptions#withTracing}
   */
  public static OpenTelemetryTracing of(OpenTelemetry openTelemetry) {
    Objects.requireNonNull(openTelemetry, "openTelemetry");
    return new OpenTelemetryTracing(
        openTelemetry.getTracer(SCOPE), openTelemetry.getPropagators().getTextMapPropagator());
  }

  /** Begins a call in the current context, or in that of the request's tag. */
  CallTrace begin(Request request, String balancer, String policy) {
    Context tagged = request.tag(Context.class);
    return new CallTrace(
        tracer, propagator, tagged == null ? Context.current() : tagged, balancer, policy);
  }

  @Override
  public String toString() {
    return "OpenTelemetryTracing";
  }
}

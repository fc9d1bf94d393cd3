package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.micrometer.BalancerMetrics;
import io.lb4j.okhttp.LoadBalancing;
import io.lb4j.okhttp.LoadBalancingOptions;
import io.lb4j.okhttp.OpenTelemetryTracing;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import okhttp3.OkHttpClient;

/**
 * Wrapped clients whose calls are counted, traced, or both, by what applications use; and one that
 * is traced by hand, beside which to see what the tracing of lb4j adds.
 */
final class WatchedCalls implements AutoCloseable {

  /** Where an application would send its spans. */
  private static final class Nowhere implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private final List<AutoCloseable> open = new ArrayList<>();
  private final OkHttpClient metered;
  private final OkHttpClient traced;
  private final OkHttpClient tracedByHand;
  private final OkHttpClient meteredAndTraced;

  WatchedCalls(List<Endpoint<URI>> endpoints) {
    OpenTelemetrySdk telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(BatchSpanProcessor.builder(new Nowhere()).build())
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    open.add(telemetry);
    LoadBalancingOptions plain = LoadBalancingOptions.defaults();
    LoadBalancingOptions tracing = plain.withTracing(OpenTelemetryTracing.of(telemetry));
    metered = LoadBalancing.wrap(new OkHttpClient(), plain, metered(balancer(endpoints)));
    traced = LoadBalancing.wrap(new OkHttpClient(), tracing, balancer(endpoints));
    tracedByHand =
        LoadBalancing.wrap(new OkHttpClient(), plain, balancer(endpoints))
            .newBuilder()
            .addNetworkInterceptor(new HandMadeSpans(telemetry))
            .build();
    meteredAndTraced =
        LoadBalancing.wrap(new OkHttpClient(), tracing, metered(balancer(endpoints)));
  }

  private Balancer<URI> balancer(List<Endpoint<URI>> endpoints) {
    Balancer<URI> balancer = Balancer.<URI>builder("greeter").endpoints(endpoints).build();
    open.add(balancer);
    return balancer;
  }

  private static Balancer<URI> metered(Balancer<URI> balancer) {
    BalancerMetrics.of(balancer).bindTo(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    return balancer;
  }

  OkHttpClient metered() {
    return metered;
  }

  OkHttpClient traced() {
    return traced;
  }

  OkHttpClient tracedByHand() {
    return tracedByHand;
  }

  OkHttpClient meteredAndTraced() {
    return meteredAndTraced;
  }

  @Override
  public void close() {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

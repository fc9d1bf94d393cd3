package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.testkit.ScriptedRandom;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Servers, balancers and clients of one test; closes them after it. */
final class Cluster implements AfterEachCallback {

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  Backend backend(String name) {
    return backendAt(name, "127.0.0.1", 0);
  }

  Backend backendAt(String name, String host, int port) {
    return add(Backend.start(name, host, port, null));
  }

  /** An endpoint where nobody listens. */
  Endpoint<URI> refusing(String name) {
    try (Backend gone = Backend.start(name, "127.0.0.1", 0, null)) {
      return gone.endpoint();
    }
  }

  /** A backend behind a proxy that can break its responses. */
  FaultProxy behindProxy(String name) {
    return add(FaultProxy.before(backend(name)));
  }

  Backend secureBackendAt(String name, String host, int port, SSLSocketFactory tls) {
    return add(Backend.start(name, host, port, tls));
  }

  /** A balancer named orders that takes its endpoints in turn, the first one first. */
  Balancer<URI> orders(Backend... backends) {
    return add(ordersBuilder(backends).build());
  }

  BalancerBuilder<URI> ordersBuilder(Backend... backends) {
    return Balancer.<URI>builder("orders")
        .endpoints(Arrays.stream(backends).map(Backend::endpoint).toList())
        .policy(SelectionPolicies.roundRobin())
        .random(ScriptedRandom.of(0, 0, 0, 0));
  }

  Balancer<URI> orders(List<Endpoint<URI>> endpoints) {
    return add(ordersBuilder().endpoints(endpoints).build());
  }

  /** The default without its waits, which would be for ever where a test moves the clock. */
  private static final RetryPolicy PROMPT =
      RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO);

  OkHttpClient wrap(Balancer<URI> balancer) {
    return wrap(new OkHttpClient(), balancer);
  }

  OkHttpClient wrap(OkHttpClient client, Balancer<URI> balancer) {
    return wrap(client, attempting(PROMPT), balancer);
  }

  /** A client that makes one attempt per call. */
  OkHttpClient wrapOnce(OkHttpClient client, Balancer<URI> balancer) {
    return wrap(client, attempting(RetryPolicy.none()), balancer);
  }

  static LoadBalancingOptions attempting(RetryPolicy retries) {
    return LoadBalancingOptions.defaults()
        .withAttempts(AttemptPolicy.defaults().withRetries(retries));
  }

  OkHttpClient wrap(OkHttpClient client, LoadBalancingOptions options, Balancer<URI> balancer) {
    OkHttpClient wrapped = LoadBalancing.wrap(client, options, balancer);
    open.push(
        () -> {
          wrapped.dispatcher().cancelAll();
          wrapped.dispatcher().executorService().shutdown();
          wrapped.connectionPool().evictAll();
        });
    return wrapped;
  }

  <C extends AutoCloseable> C add(C closeable) {
    open.push(closeable);
    return closeable;
  }

  static Request get(String url) {
    return new Request.Builder().url(url).build();
  }

  static Request post(String url, String body) {
    return new Request.Builder().url(url).post(RequestBody.create(body, null)).build();
  }

  static String body(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.body().string();
    }
  }

  static String get(OkHttpClient client, String url) throws IOException {
    return body(client, get(url));
  }

  static void assertIdle(Balancer<URI> balancer) {
    Await.until(
        "no lease in flight on " + balancer.name(), () -> balancer.snapshot().inFlight() == 0);
    assertThat(balancer.snapshot().repeatedReports()).as("reports that came too late").isZero();
  }

  static EndpointSnapshot endpoint(Balancer<URI> balancer, String id) {
    return balancer.snapshot().endpoint(id).orElseThrow();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}

package io.lb4j.examples.demo;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.okhttp.LoadBalancing;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Real HTTP calls through a balancer, measured one by one and attempt by attempt. */
final class Calls implements AutoCloseable {

  /** Rides on a call's request, to be counted up by each attempt. */
  private record Attempts(AtomicInteger made) {}

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int MAX_UNDER_WAY = 400;

  private final OkHttpClient http;
  private final Balancer<URI> balancer;
  private final Figures figures;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<Integer, String> idsByPort = new ConcurrentHashMap<>();

  Calls(Balancer<URI> balancer, Figures figures) {
    this.balancer = balancer;
    this.figures = figures;
    OkHttpClient plain =
        new OkHttpClient.Builder()
            .connectTimeout(PATIENCE)
            .readTimeout(PATIENCE)
            .callTimeout(PATIENCE.multipliedBy(3))
            .build();
    // What is added to the wrapped client sees every attempt, not only every call.
    this.http =
        LoadBalancing.wrap(plain, balancer)
            .newBuilder()
            .addInterceptor(Calls::countAttempt)
            .addNetworkInterceptor(this::measureAttempt)
            .build();
  }

  /** Begins a call; what becomes of it is among the figures. */
  void begin(String path, SelectionContext context) {
    if (underWay.get() >= MAX_UNDER_WAY) {
      figures.callRefused();
      return;
    }
    underWay.incrementAndGet();
    Attempts attempts = new Attempts(new AtomicInteger());
    Request request =
        new Request.Builder()
            .url("http://" + balancer.name() + path)
            .tag(Attempts.class, attempts)
            .tag(SelectionContext.class, context)
            .build();
    http.newCall(request).enqueue(new Measured(attempts));
  }

  private static Response countAttempt(Interceptor.Chain chain) throws IOException {
    Attempts attempts = chain.request().tag(Attempts.class);
    if (attempts != null) {
      attempts.made().incrementAndGet();
    }
    return chain.proceed(chain.request());
  }

  /** On the wire, where the endpoint is known: the request's URL is the service's. */
  private Response measureAttempt(Interceptor.Chain chain) throws IOException {
    int port = Objects.requireNonNull(chain.connection()).route().socketAddress().getPort();
    long beganNanos = System.nanoTime();
    try {
      Response response = chain.proceed(chain.request());
      attemptEnded(port, beganNanos);
      return response;
    } catch (SocketTimeoutException e) {
      attemptEnded(port, beganNanos);
      throw e;
    }
  }

  private void attemptEnded(int port, long beganNanos) {
    long tookNanos = System.nanoTime() - beganNanos;
    figures.attemptEnded(idsByPort.computeIfAbsent(port, this::endpointId), tookNanos);
  }

  private String endpointId(int port) {
    return balancer.snapshot().endpoints().stream()
        .map(EndpointSnapshot::endpoint)
        .filter(endpoint -> ((URI) endpoint.target()).getPort() == port)
        .map(Endpoint::id)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no endpoint has port " + port));
  }

  /** Makes no more calls; those under way end by themselves. */
  @Override
  public void close() {
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
  }

  private final class Measured implements Callback {
    private final Attempts attempts;
    private final long beganNanos = System.nanoTime();

    Measured(Attempts attempts) {
      this.attempts = attempts;
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        response.body().bytes();
        ended(response.isSuccessful());
      } catch (IOException e) {
        ended(false);
      }
    }

    @Override
    public void onFailure(Call call, IOException e) {
      ended(false);
    }

    private void ended(boolean success) {
      underWay.decrementAndGet();
      figures.callEnded(success, System.nanoTime() - beganNanos, attempts.made().get());
    }
  }
}

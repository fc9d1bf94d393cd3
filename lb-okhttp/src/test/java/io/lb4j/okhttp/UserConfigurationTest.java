package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.body;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user configures, before or after wrapping, applies to every attempt. */
final class UserConfigurationTest {

  private static final String URL = "http://orders/";

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Balancer<URI> orders = cluster.orders(a, b);

  @Test
  void interceptorsAddedAfterWrappingSeeEveryAttempt() throws IOException {
    List<Integer> statuses = new CopyOnWriteArrayList<>();
    OkHttpClient client =
        cluster.wrap(orders).newBuilder().addInterceptor(recording(statuses)).build();
    a.answer(Backend.status(503));

    assertThat(get(client, URL)).isEqualTo("b");
    assertThat(statuses).containsExactly(503, 200);
  }

  @Test
  void interceptorsOfTheWrappedClientRunAroundTheWholeCallAndAgainPerFurtherAttempt()
      throws IOException {
    List<Integer> statuses = new CopyOnWriteArrayList<>();
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient.Builder().addInterceptor(recording(statuses)).build(), orders);
    a.answer(Backend.status(503));

    assertThat(get(client, URL)).isEqualTo("b");
    assertThat(statuses).containsExactly(200, 200);
  }

  @Test
  void networkInterceptorsSeeWhatTheEndpointSent() throws IOException {
    List<String> retryAfters = new CopyOnWriteArrayList<>();
    OkHttpClient client =
        cluster
            .wrap(orders)
            .newBuilder()
            .addNetworkInterceptor(
                chain -> {
                  Response response = chain.proceed(chain.request());
                  retryAfters.add(response.header("Retry-After", "none"));
                  return response;
                })
            .build();
    a.answer(new MockResponse.Builder().code(503).addHeader("Retry-After", "0").build());

    get(client, URL);
    assertThat(retryAfters).containsExactly("0", "none");
  }

  @Test
  void anAuthenticatorAnswersEveryEndpointsChallenge() throws IOException {
    OkHttpClient client =
        cluster
            .wrap(orders)
            .newBuilder()
            .authenticator(
                (route, response) ->
                    response.request().newBuilder().header("Authorization", "Bearer 1").build())
            .build();
    a.behave(
        request -> Backend.status(request.getHeaders().get("Authorization") == null ? 401 : 503));
    b.behave(
        request ->
            request.getHeaders().get("Authorization") == null
                ? Backend.status(401)
                : Backend.ok("b"));

    assertThat(get(client, URL)).isEqualTo("b");
    assertThat(a.requests()).hasSize(2);
    assertThat(b.requests()).hasSize(2);
    assertIdle(orders);
  }

  @Test
  void eventListenersHearOfACallPerAttempt() throws IOException {
    List<String> events = new CopyOnWriteArrayList<>();
    OkHttpClient client =
        cluster
            .wrap(orders)
            .newBuilder()
            .eventListenerFactory(
                call ->
                    new EventListener() {
                      @Override
                      public void callStart(Call call) {
                        events.add("start");
                      }

                      @Override
                      public void callEnd(Call call) {
                        events.add("end");
                      }
                    })
            .build();
    a.answer(Backend.status(503));

    get(client, URL);
    assertThat(events).containsExactly("start", "start", "end", "end");
  }

  /** A client that makes two attempts per call, one for each endpoint. */
  private OkHttpClient wrapTwice(Balancer<URI> balancer) {
    return cluster.wrap(
        new OkHttpClient(),
        Cluster.attempting(RetryPolicy.exponential(2, Duration.ZERO, Duration.ZERO)),
        balancer);
  }

  @Test
  void aReadTimeoutSetAfterWrappingHoldsForEveryAttempt() {
    OkHttpClient client =
        wrapTwice(orders).newBuilder().readTimeout(Duration.ofMillis(150)).build();
    a.answer(Backend.silence());
    b.answer(Backend.silence());

    assertThatThrownBy(() -> get(client, URL)).isInstanceOf(SocketTimeoutException.class);
    assertThat(endpoint(orders, "a").counts().timeouts()).isEqualTo(1);
    assertThat(endpoint(orders, "b").counts().timeouts()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aConnectTimeoutSetAfterWrappingHoldsForEveryAttempt() throws Exception {
    try (UnansweredPort first = UnansweredPort.open();
        UnansweredPort second = UnansweredPort.open()) {
      Balancer<URI> silent =
          cluster.orders(List.of(first.endpoint("first"), second.endpoint("second")));
      OkHttpClient client =
          wrapTwice(silent).newBuilder().connectTimeout(Duration.ofMillis(150)).build();

      assertThatThrownBy(() -> get(client, URL)).isInstanceOf(SocketTimeoutException.class);
      assertThat(endpoint(silent, "first").counts().connectFailures()).isEqualTo(1);
      assertThat(endpoint(silent, "second").counts().connectFailures()).isEqualTo(1);
    }
  }

  @Test
  void aCallTimeoutSetAfterWrappingCoversAllAttempts() {
    OkHttpClient client =
        cluster.wrap(orders).newBuilder().callTimeout(Duration.ofMillis(200)).build();
    a.answer(Backend.status(503));
    b.answer(Backend.silence());

    assertThatThrownBy(() -> get(client, URL)).isInstanceOf(InterruptedIOException.class);
    assertThat(endpoint(orders, "b").counts().timeouts()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aResponseThatIsNotTheCallersIsClosed() throws IOException {
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.status(503).newBuilder().body("x".repeat(100_000)).build());

    try (Response response = client.newCall(Cluster.get(URL)).execute()) {
      assertThat(response.body().string()).isEqualTo("b");
      assertThat(response.priorResponse()).isNull();
    }
    assertThat(client.connectionPool().idleConnectionCount())
        .isEqualTo(client.connectionPool().connectionCount());
    assertIdle(orders);
  }

  @Test
  void cookiesBelongToTheServiceWhicheverEndpointSetThem() throws IOException {
    Memory jar = new Memory();
    OkHttpClient client = cluster.wrap(orders).newBuilder().cookieJar(jar).build();
    a.answer(cookie("session=1"));

    get(client, URL);
    get(client, URL);

    assertThat(b.requests().get(0).getHeaders().get("Cookie")).isEqualTo("session=1");
    assertThat(jar.cookies).extracting(Cookie::domain).containsExactly("orders");
  }

  @Test
  void cookiesBelongToTheServiceEvenIfEndpointsHaveNames() throws IOException {
    Memory jar = new Memory();
    Balancer<URI> named =
        cluster.orders(
            List.of(
                Endpoint.of("a", URI.create("http://a.internal.example:" + a.port())),
                Endpoint.of("b", URI.create("http://b.internal.example:" + b.port()))));
    OkHttpClient client =
        cluster
            .wrap(named)
            .newBuilder()
            .dns(host -> List.of(InetAddress.getLoopbackAddress()))
            .cookieJar(jar)
            .build();
    a.answer(cookie("session=1"));

    get(client, URL);
    get(client, URL);

    assertThat(b.requests().get(0).getHeaders().get("Cookie")).isEqualTo("session=1");
    assertThat(jar.cookies).extracting(Cookie::domain).containsExactly("orders");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "DELETE"})
  void theCacheHasOneEntryPerUrlOfTheServiceAndForgetsItWhenItChanges(
      String method, @TempDir Path directory) throws IOException {
    Cache cache = cluster.add(new Cache(directory.toFile(), 1 << 20));
    OkHttpClient client = cluster.wrap(orders).newBuilder().cache(cache).build();
    for (Backend backend : List.of(a, b)) {
      backend.answer(
          Backend.ok(backend.name()).newBuilder().addHeader("Cache-Control", "max-age=60").build());
    }

    assertThat(get(client, URL)).isEqualTo("a");
    assertThat(get(client, URL)).isEqualTo("a");
    List<String> urls = new ArrayList<>();
    cache.urls().forEachRemaining(urls::add);
    assertThat(urls).containsExactly(URL);

    body(
        client,
        new Request.Builder().url(URL).method(method, RequestBody.create("new", null)).build());
    get(client, URL);
    assertThat(a.requests().size() + b.requests().size()).isEqualTo(3);
    assertIdle(orders);
  }

  @Test
  void fiftyAsynchronousCallsRunAtOnce() throws Exception {
    CyclicBarrier all = new CyclicBarrier(50);
    for (Backend backend : List.of(a, b)) {
      backend.behave(
          request -> {
            try {
              all.await(5, TimeUnit.SECONDS);
              return Backend.ok(backend.name());
            } catch (Exception e) {
              return Backend.status(599);
            }
          });
    }
    OkHttpClient client = cluster.wrap(orders);

    List<FutureCallback> callbacks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      FutureCallback callback = new FutureCallback();
      callbacks.add(callback);
      client.newCall(Cluster.get(URL)).enqueue(callback);
    }
    for (FutureCallback callback : callbacks) {
      try (Response response = callback.response()) {
        assertThat(response.code()).isEqualTo(200);
      }
    }
    assertIdle(orders);
  }

  @Test
  void theClientThatWasPassedInIsNotChanged() {
    OkHttpClient original = new OkHttpClient();
    OkHttpClient wrapped = cluster.wrap(original, orders);

    assertThat(original.interceptors()).isEmpty();
    assertThat(original.networkInterceptors()).isEmpty();
    assertThat(original.dispatcher().getMaxRequestsPerHost()).isEqualTo(5);
    assertThat(wrapped.dispatcher()).isNotSameAs(original.dispatcher());
    assertThat(wrapped.connectionPool()).isNotSameAs(original.connectionPool());
  }

  @Test
  void higherLimitsOfTheOriginalAreKept() {
    OkHttpClient original = new OkHttpClient();
    original.dispatcher().setMaxRequests(5000);
    original.dispatcher().setMaxRequestsPerHost(4000);
    OkHttpClient wrapped = cluster.wrap(original, orders);

    assertThat(wrapped.dispatcher().getMaxRequests()).isEqualTo(5000);
    assertThat(wrapped.dispatcher().getMaxRequestsPerHost()).isEqualTo(4000);
  }

  @Test
  void wrappingAWrappedClientBalancesBothServices() throws IOException {
    Balancer<URI> payments =
        cluster.add(Balancer.<URI>builder("payments").endpoints(b.endpoint()).build());
    OkHttpClient client = cluster.wrap(cluster.wrap(cluster.orders(a)), payments);

    assertThat(get(client, URL)).isEqualTo("a");
    assertThat(get(client, "http://payments/")).isEqualTo("b");
    a.answer(new MockResponse.Builder().code(503).addHeader("Retry-After", "0").build());
    try (Response response = client.newCall(Cluster.post(URL, "order")).execute()) {
      assertThat(response.headers("Retry-After")).containsExactly("0");
    }
  }

  private static Interceptor recording(List<Integer> statuses) {
    return chain -> {
      Response response = chain.proceed(chain.request());
      statuses.add(response.code());
      return response;
    };
  }

  private static MockResponse cookie(String cookie) {
    return Backend.ok("a").newBuilder().addHeader("Set-Cookie", cookie).build();
  }

  private static final class Memory implements CookieJar {

    final List<Cookie> cookies = new CopyOnWriteArrayList<>();

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
      this.cookies.addAll(cookies);
    }

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return cookies.stream().filter(cookie -> cookie.matches(url)).toList();
    }
  }
}

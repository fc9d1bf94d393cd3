package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.body;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.stats.OutcomeCounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent again, where to, and what never is. The balancer offers a first, then b, then c. */
final class RetryTest {

  private static final String URL = "http://orders/";

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");

  @Test
  void aPostGoesElsewhereWhenTheConnectionWasRefused() throws IOException {
    Balancer<URI> orders = cluster.orders(List.of(cluster.refusing("dead"), b.endpoint()));
    OkHttpClient client = cluster.wrap(orders);

    assertThat(body(client, post(URL, "order"))).isEqualTo("b");

    assertThat(b.requests().get(0).getBody().utf8()).isEqualTo("order");
    assertThat(endpoint(orders, "dead").counts().connectFailures()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void evenABodyThatCanBeSentOnlyOnceGoesElsewhereWhenTheConnectionWasRefused() throws IOException {
    OkHttpClient client =
        cluster.wrap(cluster.orders(List.of(cluster.refusing("dead"), b.endpoint())));

    Request request = new Request.Builder().url(URL).post(new OneShotBody("order")).build();

    assertThat(body(client, request)).isEqualTo("b");
    assertThat(b.requests().get(0).getBody().utf8()).isEqualTo("order");
  }

  @Test
  void aPostIsNotSentAgainOnceItMayHaveArrived() {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.breakOff());

    assertThatThrownBy(() -> body(client, post(URL, "order"))).isInstanceOf(IOException.class);

    assertThat(a.requests()).hasSize(1);
    assertThat(b.requests()).isEmpty();
    assertThat(endpoint(orders, "a").counts().failures()).isEqualTo(1);
    assertIdle(orders);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
  void idempotentRequestsGoElsewhereWhenTheConnectionBreaks(String method) throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    a.answer(Backend.breakOff());
    RequestBody body = method.equals("PUT") ? RequestBody.create("order", null) : null;

    body(client, new Request.Builder().url(URL).method(method, body).build());

    assertThat(a.requests()).hasSize(1);
    assertThat(b.requests()).hasSize(1);
  }

  @Test
  void aBodyThatCanBeSentOnlyOnceIsNotSentAgainOnceItWasBegun() {
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    a.answer(Backend.breakOff());
    Request request = new Request.Builder().url(URL).put(new OneShotBody("order")).build();

    assertThatThrownBy(() -> body(client, request)).isInstanceOf(IOException.class);
    assertThat(b.requests()).isEmpty();
  }

  @Test
  void aGetThatGetsNoAnswerInTimeGoesElsewhere() throws IOException {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(impatient(), orders);
    a.answer(Backend.silence());

    assertThat(get(client, URL)).isEqualTo("b");
    assertThat(endpoint(orders, "a").counts().timeouts()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aPostThatGetsNoAnswerInTimeFails() {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(impatient(), orders);
    a.answer(Backend.silence());

    assertThatThrownBy(() -> body(client, post(URL, "order")))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(endpoint(orders, "a").counts().timeouts()).isEqualTo(1);
    assertThat(b.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aGetGoesElsewhereOnStatus(int status) throws IOException {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.status(status));

    assertThat(get(client, URL)).isEqualTo("b");
    assertThat(a.requests()).hasSize(1);
    assertThat(client.connectionPool().connectionCount())
        .as("the first response was closed, its connection is idle")
        .isEqualTo(client.connectionPool().idleConnectionCount());
    assertIdle(orders);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 501, 505})
  void aGetStaysOnStatus(int status) throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    a.answer(Backend.status(status));

    assertThat(get(client, URL)).isEqualTo("status " + status);
    assertThat(b.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void aPostIsAnsweredWithTheStatusItGot(int status) throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    a.answer(Backend.status(status));

    assertThat(body(client, post(URL, "order"))).isEqualTo("status " + status);
    assertThat(a.requests()).hasSize(1);
    assertThat(b.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 503})
  void aServerThatAsksToRetryAtOnceGetsAPostOnce(int status) throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(a));
    a.answer(new MockResponse.Builder().code(status).addHeader("Retry-After", "0").build());

    try (Response response = client.newCall(post(URL, "order")).execute()) {
      assertThat(response.headers("Retry-After")).containsExactly("0");
    }
    assertThat(a.requests()).hasSize(1);
  }

  @Test
  void aServerThatTimesARequestOutGetsItOnce() throws IOException {
    OkHttpClient client = cluster.wrapOnce(new OkHttpClient(), cluster.orders(a));
    a.answer(Backend.status(408));

    try (Response response = client.newCall(get(URL)).execute()) {
      assertThat(response.header("Retry-After")).isNull();
    }
    assertThat(a.requests()).hasSize(1);
  }

  @Test
  void aPostWhoseBodyTheServerRefusedToTakeGoesElsewhere() throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    a.answer(Backend.status(503));
    a.beforeRequest(new MockResponse.Builder().doNotReadRequestBody());
    b.beforeRequest(new MockResponse.Builder().add100Continue());
    Request request = post(URL, "order").newBuilder().header("Expect", "100-continue").build();

    assertThat(body(client, request)).isEqualTo("b");
    assertThat(b.requests().get(0).getBody().utf8()).isEqualTo("order");
  }

  @Test
  void theLastResponseIsTheCallersWhenAttemptsAreUsedUp() throws IOException {
    Balancer<URI> orders = cluster.orders(a, b);
    Duration zero = Duration.ZERO;
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient(), Cluster.attempting(RetryPolicy.exponential(2, zero, zero)), orders);
    a.answer(Backend.status(503));
    b.answer(Backend.status(500));

    try (Response response = client.newCall(get(URL)).execute()) {
      assertThat(response.code()).isEqualTo(500);
      assertThat(response.body().string()).isEqualTo("status 500");
      assertThat(response.request().url()).hasToString(URL);
    }
    assertIdle(orders);
  }

  @Test
  void whenAllWereTriedTheyAreTriedAgainAndTheLastOneLast() throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    AtomicBoolean busy = new AtomicBoolean(true);
    a.behave(request -> busy.getAndSet(false) ? Backend.status(503) : Backend.ok("a"));
    b.answer(Backend.status(500));

    assertThat(get(client, URL)).isEqualTo("a");
    assertThat(a.requests()).hasSize(2);
    assertThat(b.requests()).hasSize(1);
  }

  @Test
  void thereAreAtMostThreeAttempts() throws IOException {
    Backend c = cluster.backend("c");
    Backend d = cluster.backend("d");
    OkHttpClient client = cluster.wrap(cluster.orders(a, b, c, d));
    for (Backend backend : new Backend[] {a, b, c, d}) {
      backend.answer(Backend.status(503));
    }

    assertThat(get(client, URL)).isEqualTo("status 503");
    assertThat(a.requests().size() + b.requests().size() + c.requests().size()).isEqualTo(3);
    assertThat(d.requests()).isEmpty();
  }

  @Test
  void retriesStopWhenTheBudgetIsUsedUp() throws IOException {
    Balancer<URI> orders =
        cluster.add(
            cluster.ordersBuilder(a, b).ejection(EjectionPolicy.off()).retryBudget(0, 0).build());
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.status(503));
    b.answer(Backend.status(503));

    for (int i = 0; i < 15; i++) {
      get(client, URL);
    }

    assertThat(a.requests().size() + b.requests().size()).isEqualTo(15 + 10);
    assertIdle(orders);
  }

  @Test
  void nothingIsTriedAfterTheCallWasCancelled() {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    Call call = client.newCall(get(URL));
    a.behave(
        request -> {
          call.cancel();
          return Backend.status(503);
        });

    assertThatThrownBy(call::execute).isInstanceOf(IOException.class);
    assertThat(b.requests()).isEmpty();
    OutcomeCounts counts = endpoint(orders, "a").counts();
    assertThat(counts.ignored()).isEqualTo(1);
    assertThat(counts.total()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void cancellingTheCallEndsAFurtherAttempt() throws Exception {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.status(503));
    b.answer(Backend.silence());
    Call call = client.newCall(get(URL));
    FutureCallback callback = new FutureCallback();
    call.enqueue(callback);
    Await.until("b is asked", () -> b.requests().size() == 1);

    call.cancel();

    assertThatThrownBy(callback::response).hasCauseInstanceOf(IOException.class);
    assertThat(endpoint(orders, "b").counts().ignored()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void cancellingTheCallEndsTheBodyOfAFurtherAttempt() throws IOException {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.status(503));
    b.answer(Endless.body());
    Call call = client.newCall(get(URL));

    try (Response response = call.execute()) {
      assertThat(orders.snapshot().inFlight()).isEqualTo(1);
      call.cancel();
      assertIdle(orders);
      assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theCallTimeoutCoversAllAttempts() {
    Backend c = cluster.backend("c");
    Balancer<URI> orders = cluster.orders(a, b, c);
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient.Builder()
                .readTimeout(Duration.ofMillis(400))
                .callTimeout(Duration.ofMillis(600))
                .build(),
            orders);
    for (Backend backend : new Backend[] {a, b, c}) {
      backend.answer(Backend.silence());
    }

    long start = System.nanoTime();
    assertThatThrownBy(() -> get(client, URL))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("timeout");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
    assertThat(endpoint(orders, "b").counts().timeouts()).isEqualTo(1);
    assertThat(c.requests()).isEmpty();
    assertIdle(orders);
  }

  @Test
  void theCallTimeoutCoversTheBodyOfAFurtherAttempt() throws IOException {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client =
        cluster.wrap(new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(1)).build(), orders);
    a.answer(Backend.status(503));
    b.answer(Endless.body());

    try (Response response = client.newCall(get(URL)).execute()) {
      assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(InterruptedIOException.class);
    }
    assertThat(endpoint(orders, "b").counts().timeouts()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void theTimeoutOfASingleCallCoversTheBodyOfAFurtherAttempt() throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    a.answer(Backend.status(503));
    b.answer(Endless.body());
    Call call = client.newCall(get(URL));
    call.timeout().timeout(1, TimeUnit.SECONDS);

    try (Response response = call.execute()) {
      assertThatThrownBy(() -> response.body().bytes())
          .isExactlyInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void aPostIsNotReplayedOnAConnectionThatWentStale() throws IOException {
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client = cluster.wrap(orders);
    get(client, URL);
    a.answer(Backend.breakOff());

    assertThatThrownBy(() -> body(client, post(URL, "order"))).isInstanceOf(IOException.class);
    assertThat(a.requests()).filteredOn(r -> r.getMethod().equals("POST")).hasSize(1);
  }

  @Test
  void aGetOnAConnectionThatWentStaleIsNoFailureOfTheEndpoint() throws IOException {
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client = cluster.wrap(orders);
    get(client, URL);
    a.behave(
        request -> request.getConnectionIndex() == 0 ? Backend.breakOff() : Backend.ok("fresh"));

    assertThat(get(client, URL)).isEqualTo("fresh");
    assertThat(endpoint(orders, "a").counts().successes()).isEqualTo(2);
    assertThat(endpoint(orders, "a").counts().failures()).isZero();
  }

  @Test
  void anInterruptedCallerIsNotMadeToWaitForAnotherAttempt() throws IOException {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    Thread caller = Thread.currentThread();
    a.behave(
        request -> {
          caller.interrupt();
          return Backend.status(503);
        });

    try (Response response = client.newCall(get(URL)).execute()) {
      assertThat(response.code()).isEqualTo(503);
    } catch (InterruptedIOException e) {
      // OkHttp looks at the flag whenever it needs more bytes.
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  private static OkHttpClient impatient() {
    return new OkHttpClient.Builder().readTimeout(Duration.ofMillis(500)).build();
  }
}

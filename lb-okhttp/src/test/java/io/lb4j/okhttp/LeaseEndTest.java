package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.stats.OutcomeCounts;
import io.lb4j.time.Ticker;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** When an endpoint gets its slot back, and what is then held for or against it. */
final class LeaseEndTest {

  private static final String URL = "http://orders/";

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Balancer<URI> orders = cluster.orders(a);
  private final OkHttpClient client = cluster.wrap(orders);

  @Test
  void theEndpointIsBusyUntilTheBodyWasRead() throws IOException {
    try (Response response = client.newCall(get(URL)).execute()) {
      assertThat(orders.snapshot().inFlight()).isEqualTo(1);
      response.body().bytes();
      assertThat(orders.snapshot().inFlight()).isZero();
    }
    assertCounts(1, 0, 0, 0);
  }

  @Test
  void aBodyThatWasReadToItsEndNeedNotBeClosed() throws IOException {
    Response response = client.newCall(get(URL)).execute();
    response.body().source().readByteString();

    assertIdle(orders);
    assertCounts(1, 0, 0, 0);
  }

  @Test
  void closingABodyEarlyIsNoFailure() throws IOException {
    a.answer(Endless.body());
    client.newCall(get(URL)).execute().close();

    assertIdle(orders);
    assertCounts(1, 0, 0, 0);
  }

  @Test
  void aChunkedBodyThatIsReadToItsLastByteButNotToItsEndIsReleasedByClosing() throws IOException {
    a.answer(new MockResponse.Builder().chunkedBody("hello", 5).build());
    try (Response response = client.newCall(get(URL)).execute()) {
      assertThat(response.body().source().readUtf8(5)).isEqualTo("hello");
    }
    assertIdle(orders);
    assertCounts(1, 0, 0, 0);
  }

  @Test
  void aChunkedBodyThatIsReadToItsLastByteIsReleasedByCancelling() throws IOException {
    a.answer(new MockResponse.Builder().chunkedBody("hello", 5).build());
    Call call = client.newCall(get(URL));
    Response response = call.execute();
    response.body().source().readUtf8(5);
    call.cancel();

    assertIdle(orders);
    assertCounts(1, 0, 0, 0);
    response.close();
  }

  @Test
  void emptyResponsesAreReleasedAtTheirHeaders() throws IOException {
    for (MockResponse empty :
        new MockResponse[] {Backend.status(204).newBuilder().body("").build(), Backend.ok("")}) {
      a.answer(empty);
      Response response = client.newCall(get(URL)).execute();
      assertThat(orders.snapshot().inFlight()).isZero();
      response.close();
    }
    Response head = client.newCall(new Request.Builder().url(URL).head().build()).execute();
    assertThat(orders.snapshot().inFlight()).isZero();
    head.close();
    assertCounts(3, 0, 0, 0);
  }

  @Test
  void aBodyThatBreaksIsAFailureAndIsNotAskedForAgain() throws IOException {
    a.answer(
        new MockResponse.Builder()
            .body("x".repeat(100_000))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    try (Response response = client.newCall(get(URL)).execute()) {
      assertThat(response.isSuccessful()).isTrue();
      assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
    }
    assertThat(a.requests()).hasSize(1);
    assertIdle(orders);
    assertCounts(0, 1, 0, 0);
  }

  @Test
  void anAnswerThatIsNoHttpIsAFailure() {
    a.answer(new MockResponse.Builder().status("garbage").build());

    OkHttpClient once = cluster.wrapOnce(new OkHttpClient(), orders);
    assertThatThrownBy(() -> get(once, URL)).isInstanceOf(IOException.class);
    assertIdle(orders);
    assertCounts(0, 1, 0, 0);
  }

  @Test
  void chunksThatAreNoneAreAFailure() throws IOException {
    a.answer(
        new MockResponse.Builder()
            .body("this is no chunk size\r\n")
            .removeHeader("Content-Length")
            .addHeader("Transfer-Encoding", "chunked")
            .build());
    try (Response response = client.newCall(get(URL)).execute()) {
      assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
    }
    assertIdle(orders);
    assertCounts(0, 1, 0, 0);
  }

  @Test
  void aBodyThatDripsPastTheCallTimeoutIsATimeout() throws IOException {
    OkHttpClient hurried = client.newBuilder().callTimeout(Duration.ofMillis(500)).build();
    a.answer(Endless.body());
    try (Response response = hurried.newCall(get(URL)).execute()) {
      assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
    }
    assertIdle(orders);
    assertCounts(0, 0, 1, 0);
  }

  @Test
  void aBodyThatNobodyReadsPastTheCallTimeoutIsATimeoutToo() throws IOException {
    OkHttpClient hurried = client.newBuilder().callTimeout(Duration.ofMillis(500)).build();
    a.answer(Endless.body());
    Response response = hurried.newCall(get(URL)).execute();

    assertIdle(orders);
    assertCounts(0, 0, 1, 0);
    response.close();
  }

  @Test
  void anAnswerThatDoesNotComeWithinTheCallTimeoutIsATimeoutAndNoCancellation() {
    OkHttpClient hurried = client.newBuilder().callTimeout(Duration.ofMillis(100)).build();
    a.answer(Backend.silence());

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> get(hurried, URL)).hasMessage("timeout");
    }
    assertIdle(orders);
    // On a busy machine the time of a call may be over before it has an endpoint.
    long selections = endpoint(orders, "a").selections();
    assertThat(selections).isPositive();
    assertCounts(0, 0, selections, 0);
  }

  @Test
  void cancellingSaysNothingAboutTheEndpoint() throws Exception {
    a.answer(Backend.silence());
    Call call = client.newCall(get(URL));
    FutureCallback callback = new FutureCallback();
    call.enqueue(callback);
    Await.until("a is asked", () -> a.requests().size() == 1);
    call.cancel();

    assertThatThrownBy(callback::response).hasCauseInstanceOf(IOException.class);
    assertIdle(orders);
    assertCounts(0, 0, 0, 1);
  }

  @Test
  void cancellingWhileAConnectionIsMadeGivesTheSlotBack() throws Exception {
    try (UnansweredPort port = UnansweredPort.open()) {
      Balancer<URI> silent = cluster.orders(List.of(port.endpoint("silent")));
      OkHttpClient patient = cluster.wrap(silent);
      Call call = patient.newCall(get(URL));
      FutureCallback callback = new FutureCallback();
      call.enqueue(callback);
      Await.until("the call has a lease", () -> silent.snapshot().inFlight() == 1);
      call.cancel();

      assertThatThrownBy(callback::response).hasCauseInstanceOf(IOException.class);
      assertIdle(silent);
      assertThat(endpoint(silent, "silent").counts().ignored()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatIsNotMadeInTimeIsAConnectFailure() throws Exception {
    try (UnansweredPort port = UnansweredPort.open()) {
      Balancer<URI> silent = cluster.orders(List.of(port.endpoint("silent")));
      OkHttpClient hurried =
          cluster.wrapOnce(
              new OkHttpClient.Builder().connectTimeout(Duration.ofMillis(100)).build(), silent);

      assertThatThrownBy(() -> get(hurried, URL)).isInstanceOf(IOException.class);
      assertIdle(silent);
      assertThat(endpoint(silent, "silent").counts().connectFailures()).isEqualTo(1);
    }
  }

  @Test
  void aCallThatIsCancelledBeforeItBeginsTakesNoLease() {
    Call call = client.newCall(get(URL));
    call.cancel();

    assertThatThrownBy(call::execute).isInstanceOf(IOException.class).hasMessage("Canceled");
    assertThat(endpoint(orders, "a").selections()).isZero();
  }

  @Test
  void aCallbackThatThrowsWithoutClosingTheBodyGivesTheSlotBack() throws Exception {
    a.answer(Endless.body());
    CountDownLatch threw = new CountDownLatch(1);
    // The exception also reaches the dispatcher thread's handler, as it does without a balancer.
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> threw.countDown());
    try {
      client
          .newCall(get(URL))
          .enqueue(
              new Callback() {
                @Override
                public void onFailure(Call call, IOException e) {}

                @Override
                public void onResponse(Call call, Response response) {
                  throw new IllegalStateException("callback");
                }
              });
      assertThat(threw.await(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(handler);
    }
    assertIdle(orders);
  }

  @Test
  void anInterceptorThatThrowsWithoutClosingTheResponseGivesTheSlotBack() {
    a.answer(Endless.body());
    for (Exception thrown :
        new Exception[] {new IOException("thrown"), new IllegalStateException("thrown")}) {
      Interceptor throwing =
          chain -> {
            chain.proceed(chain.request());
            return sneak(thrown);
          };
      OkHttpClient before =
          cluster.wrap(new OkHttpClient.Builder().addInterceptor(throwing).build(), orders);
      OkHttpClient after = client.newBuilder().addInterceptor(throwing).build();

      assertThatThrownBy(() -> get(before, URL)).hasMessage("thrown");
      assertIdle(orders);
      assertThatThrownBy(() -> get(after, URL)).hasMessage("thrown");
      assertIdle(orders);
    }
  }

  @Test
  void anInterceptorThatAsksTwiceTakesTwoLeases() throws IOException {
    Interceptor twice =
        chain -> {
          chain.proceed(chain.request()).close();
          assertThat(orders.snapshot().inFlight()).isZero();
          return chain.proceed(chain.request());
        };
    OkHttpClient asking =
        cluster.wrap(new OkHttpClient.Builder().addInterceptor(twice).build(), orders);

    assertThat(get(asking, URL)).isEqualTo("a");
    assertIdle(orders);
    assertCounts(2, 0, 0, 0);
  }

  @Test
  void anInterceptorThatStopsAFurtherAttemptGivesItsSlotBack() throws IOException {
    Interceptor throwing =
        once(
            chain -> {
              throw new IOException("once only");
            });
    Interceptor answering = once(LeaseEndTest::madeUp);
    a.answer(Backend.status(503));

    for (Interceptor once : List.of(throwing, answering)) {
      Balancer<URI> two = cluster.orders(a, cluster.backend("b"));
      OkHttpClient asking =
          cluster.wrap(new OkHttpClient.Builder().addInterceptor(once).build(), two);
      if (once == throwing) {
        assertThatThrownBy(() -> get(asking, URL)).hasMessage("once only");
      } else {
        asking.newCall(get(URL)).execute().close();
      }
      assertIdle(two);
      assertThat(endpoint(two, "b").counts().ignored()).isEqualTo(1);
    }
  }

  @Test
  void aTimeoutIsOneEvenIfTheEndOfTheCallIsHeardOfBeforeItsCancellation() {
    Attempt attempt =
        new Attempt(
            Service.of(orders, LoadBalancingOptions.defaults(), new Connections()),
            orders.select(),
            Wires.to(a.uri(), Ticker.system()));
    Call call = client.newCall(get(URL));
    call.cancel();
    attempt.callFailed(call, new InterruptedIOException("timeout"));
    attempt.canceled(call);

    assertIdle(orders);
    assertCounts(0, 0, 1, 0);
  }

  @Test
  void anInterceptorThatAnswersByItselfTeachesNothingAboutTheEndpoint() throws IOException {
    OkHttpClient stubbed = client.newBuilder().addInterceptor(LeaseEndTest::madeUp).build();
    stubbed.newCall(get(URL)).execute().close();

    assertIdle(orders);
    assertCounts(0, 0, 0, 1);
  }

  @Test
  void aRequestBodyThatThrowsIsNotTheEndpointsFault() {
    Balancer<URI> two = cluster.orders(a, cluster.backend("b"));
    OkHttpClient sending = cluster.wrap(two);
    Request request = new Request.Builder().url(URL).put(new BrokenBody()).build();

    assertThatThrownBy(() -> sending.newCall(request).execute()).hasMessage("disk full");
    assertIdle(two);
    assertThat(two.snapshot().endpoints())
        .extracting(e -> e.counts().ignored())
        .containsExactly(1L, 0L);
  }

  @Test
  void aStreamThatIsSilentAfterItsHeadersIsHandedOverAtOnce() throws IOException {
    a.answer(Endless.silentStream());
    long start = System.nanoTime();
    try (Response response = client.newCall(get(URL)).execute()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(endpoint(orders, "a").inFlight()).isEqualTo(1);
      assertThat(response.code()).isEqualTo(200);
    }
    assertIdle(orders);
  }

  @Test
  void aCacheHitTouchesNoEndpoint(@TempDir Path directory) throws IOException {
    OkHttpClient caching =
        client.newBuilder().cache(new Cache(directory.toFile(), 1 << 20)).build();
    a.answer(Backend.ok("a").newBuilder().addHeader("Cache-Control", "max-age=60").build());

    for (int i = 0; i < 3; i++) {
      assertThat(get(caching, URL)).isEqualTo("a");
    }
    assertThat(a.requests()).hasSize(1);
    assertIdle(orders);
    assertCounts(1, 0, 0, 2);
  }

  private void assertCounts(long successes, long failures, long timeouts, long ignored) {
    assertThat(endpoint(orders, "a").counts())
        .isEqualTo(new OutcomeCounts(successes, failures, timeouts, 0, 0, ignored, 0, 0, failures));
  }

  /** Lets the first run pass, and does something else in all others. */
  private static Interceptor once(Interceptor otherwise) {
    AtomicInteger runs = new AtomicInteger();
    return chain ->
        runs.incrementAndGet() == 1 ? chain.proceed(chain.request()) : otherwise.intercept(chain);
  }

  private static Response madeUp(Interceptor.Chain chain) {
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(500)
        .message("made up")
        .build();
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> Response sneak(Exception e) throws E {
    throw (E) e;
  }

  private static final class BrokenBody extends RequestBody {

    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.writeUtf8("begun");
      sink.flush();
      throw new IOException("disk full");
    }
  }
}

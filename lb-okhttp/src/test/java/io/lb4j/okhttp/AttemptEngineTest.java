package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.lb4j.Balancer;
import io.lb4j.request.Outcome;
import io.lb4j.resilience.Resilience4jRetries;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Waits, limits, hedges and the rules that users set, through both entries: a wrapped client that
 * executes and enqueues, and a call factory.
 */
final class AttemptEngineTest {

  private static final String URL = "http://orders/";
  private static final RetryPolicy HOURS = random -> attempt -> Duration.ofHours(1).toNanos();
  private static final RetryPolicy PROMPT =
      RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO);

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Balancer<URI> orders = cluster.orders(a, b);

  private OkHttpClient client(AttemptPolicy policy) {
    return client(LoadBalancingOptions.defaults().withAttempts(policy));
  }

  private OkHttpClient client(LoadBalancingOptions options) {
    return cluster.wrap(new OkHttpClient(), options, orders);
  }

  private static AttemptPolicy prompt() {
    return AttemptPolicy.defaults().withRetries(PROMPT);
  }

  @ParameterizedTest
  @EnumSource
  void failuresGoElsewhereAfterABackOff(Entry entry) throws IOException {
    OkHttpClient client = client(AttemptPolicy.defaults());
    a.answer(Backend.status(500));

    assertThat(entry.body(client, get(URL))).isEqualTo("b");
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void whenNothingIsLeftTheLastFailureIsTheCallers(Entry entry) throws IOException {
    OkHttpClient client = client(prompt());
    a.answer(Backend.status(500));
    b.answer(Backend.breakOff());

    try (Response response = entry.run(entry.newCall(client, get(URL)))) {
      assertThat(response.code()).isEqualTo(500);
    }
    a.answer(Backend.breakOff());
    assertThatThrownBy(() -> entry.run(entry.newCall(client, post(URL, "order"))))
        .isInstanceOf(IOException.class);
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void cancellingEndsABackOffAtOnce(Entry entry) throws Exception {
    OkHttpClient client = client(AttemptPolicy.defaults().withRetries(HOURS));
    CountDownLatch failed = new CountDownLatch(1);
    a.behave(
        request -> {
          failed.countDown();
          return Backend.breakOff();
        });
    Call call = entry.newCall(client, get(URL));
    FutureCallback callback = entry.begin(call);
    failed.await();
    call.cancel();

    assertThatThrownBy(callback::await).isInstanceOf(IOException.class);
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @Test
  void aBackOffInTheCallFactoryOccupiesNoThreadOfTheDispatcher() throws Exception {
    OkHttpClient client = client(AttemptPolicy.defaults().withRetries(HOURS));
    CountDownLatch failed = new CountDownLatch(1);
    EventListener ends =
        new EventListener() {
          @Override
          public void callFailed(Call call, IOException e) {
            failed.countDown();
          }
        };
    a.answer(Backend.breakOff());
    Call call = new BalancedCallFactory(client).newCall(get(URL));
    call.addEventListener(ends);
    call.enqueue(new FutureCallback());
    failed.await();
    Await.until("no call runs", () -> client.dispatcher().runningCallsCount() == 0);
    call.cancel();
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptWithoutAnAnswerWithinItsLimitIsCutShort(Entry entry) throws IOException {
    OkHttpClient client = client(prompt().withAttemptLimit(Duration.ofMillis(200)));
    a.answer(Backend.silence());

    assertThat(entry.body(client, get(URL))).isEqualTo("b");
    assertThat(endpoint(orders, "a").counts().timeouts()).isEqualTo(1);
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void aPostWithoutAnAnswerWithinItsLimitFailsAsATimeout(Entry entry) {
    OkHttpClient client = client(prompt().withAttemptLimit(Duration.ofMillis(200)));
    a.answer(Backend.silence());

    assertThatThrownBy(() -> entry.run(entry.newCall(client, post(URL, "order"))))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no answer from a within 200ms");
    assertThat(b.requests()).isEmpty();
    assertThat(endpoint(orders, "a").counts().timeouts()).isEqualTo(1);
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void aStreamGoesOnBeyondTheLimit(Entry entry) throws IOException {
    OkHttpClient client = client(prompt().withAttemptLimit(Duration.ofMillis(300)));
    a.answer(new MockResponse.Builder().body("slow").bodyDelay(600, TimeUnit.MILLISECONDS).build());

    assertThat(entry.body(client, get(URL))).isEqualTo("slow");
    assertThat(endpoint(orders, "a").counts().successes()).isEqualTo(1);
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void theDeadlineEndsTheCall(Entry entry) {
    OkHttpClient client = client(prompt().withDeadline(Duration.ofMillis(300)));
    a.answer(Backend.silence());
    b.answer(Backend.silence());

    assertThatThrownBy(() -> entry.run(entry.newCall(client, get(URL))))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void aSlowAnswerIsHedged(Entry entry) throws IOException {
    OkHttpClient client = client(prompt().withHedging(Hedging.after(Duration.ofMillis(100))));
    a.answer(Backend.silence());

    assertThat(entry.body(client, get(URL))).isEqualTo("b");
    assertIdle(orders);
    assertThat(endpoint(orders, "a").counts().ignored()).isEqualTo(1);
    assertThat(endpoint(orders, "b").counts().successes()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void postsAreNotHedged(Entry entry) throws IOException {
    OkHttpClient client = client(prompt().withHedging(Hedging.after(Duration.ofMillis(50))));
    a.answer(
        new MockResponse.Builder().body("late").headersDelay(300, TimeUnit.MILLISECONDS).build());

    assertThat(entry.body(client, post(URL, "order"))).isEqualTo("late");
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void cancellingAHedgedCallCancelsBothAttempts(Entry entry) throws Exception {
    OkHttpClient client = client(prompt().withHedging(Hedging.after(Duration.ofMillis(50))));
    CountDownLatch both = new CountDownLatch(2);
    for (Backend backend : List.of(a, b)) {
      backend.behave(
          request -> {
            both.countDown();
            return Backend.silence();
          });
    }
    Call call = entry.newCall(client, get(URL));
    FutureCallback callback = entry.begin(call);
    both.await();
    call.cancel();

    assertThatThrownBy(callback::await).isInstanceOf(IOException.class);
    assertIdle(orders);
    assertThat(endpoint(orders, "a").counts().ignored()).isEqualTo(1);
    assertThat(endpoint(orders, "b").counts().ignored()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anIdempotencyKeyOrATagMakesAPostRepeatable(Entry entry) throws IOException {
    OkHttpClient client = client(prompt());
    a.answer(Backend.breakOff());
    Request keyed = post(URL, "order").newBuilder().header("Idempotency-Key", "42").build();
    assertThat(entry.body(client, keyed)).isEqualTo("b");

    Request tagged =
        post(URL, "order").newBuilder().tag(Idempotency.class, Idempotency.IDEMPOTENT).build();
    assertThat(entry.body(client, tagged)).isEqualTo("b");
  }

  @ParameterizedTest
  @EnumSource
  void aTagMakesAGetUnrepeatable(Entry entry) {
    OkHttpClient client = client(prompt());
    a.answer(Backend.breakOff());
    Request once = get(URL).newBuilder().tag(Idempotency.class, Idempotency.NOT_IDEMPOTENT).build();
    assertThatThrownBy(() -> entry.run(entry.newCall(client, once)))
        .isInstanceOf(IOException.class);
    assertThat(b.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void rejectedPostsGoElsewhereWhereRejectionsAreTrusted(Entry entry) throws IOException {
    OkHttpClient client = client(prompt().trustingRejections());
    a.answer(Backend.status(503));

    assertThat(entry.body(client, post(URL, "order"))).isEqualTo("b");
  }

  @ParameterizedTest
  @EnumSource
  void theRequestTellsWhichAttemptItIs(Entry entry) throws IOException {
    OkHttpClient client =
        client(
            LoadBalancingOptions.defaults()
                .withAttempts(prompt())
                .withAttemptHeader("X-Attempt")
                .withRequestIdHeader("X-Request-Id"));
    a.answer(Backend.status(500));
    entry.body(client, get(URL));

    RecordedRequest first = a.requests().get(0);
    RecordedRequest second = b.requests().get(0);
    assertThat(first.getHeaders().get("X-Attempt")).isEqualTo("1");
    assertThat(second.getHeaders().get("X-Attempt")).isEqualTo("2");
    assertThat(first.getHeaders().get("X-Request-Id"))
        .hasSize(32)
        .isEqualTo(second.getHeaders().get("X-Request-Id"));

    entry.body(client, get(URL).newBuilder().header("X-Request-Id", "mine").build());
    assertThat(b.requests().get(1).getHeaders().get("X-Request-Id")).isEqualTo("mine");
  }

  @ParameterizedTest
  @EnumSource
  void aClassifierSaysWhatAnswersMean(Entry entry) throws IOException {
    OutcomeClassifier stale =
        new OutcomeClassifier() {
          @Override
          public Outcome ofResponse(Response response, Outcome byDefault) {
            return response.code() == 404 ? Outcome.failure() : byDefault;
          }
        };
    OkHttpClient client =
        client(LoadBalancingOptions.defaults().withAttempts(prompt()).withClassifier(stale));
    a.answer(Backend.status(404));

    assertThat(entry.body(client, get(URL))).isEqualTo("b");
    assertThat(endpoint(orders, "a").counts().failures()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aClassifierThatThrowsChangesNothing(Entry entry) throws IOException {
    OutcomeClassifier broken =
        new OutcomeClassifier() {
          @Override
          public Outcome ofResponse(Response response, Outcome byDefault) {
            throw new IllegalStateException("a bug of the user's");
          }
        };
    OkHttpClient client = client(LoadBalancingOptions.defaults().withClassifier(broken));
    assertThat(entry.body(client, get(URL))).isEqualTo("a");
    assertThat(endpoint(orders, "a").counts().successes()).isEqualTo(1);
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void aResilience4jRetrySaysHowOften(Entry entry) throws IOException {
    Retry retry =
        Retry.of(
            "orders",
            RetryConfig.<Response>custom()
                .maxAttempts(2)
                .waitDuration(Duration.ofMillis(1))
                .retryOnResult(response -> response.code() == 404)
                .build());
    List<String> events = new ArrayList<>();
    retry.getEventPublisher().onEvent(event -> events.add(event.getEventType().name()));
    OkHttpClient client =
        client(AttemptPolicy.defaults().withRetries(Resilience4jRetries.of(retry)));
    a.answer(Backend.status(404));

    assertThat(entry.body(client, get(URL))).isEqualTo("b");
    assertThat(events).containsExactly("RETRY", "SUCCESS");
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void interceptorsThatThrowLeaveNothingBehind(Entry entry) {
    Interceptor throwing =
        chain -> {
          throw new IOException("a bug of the user's");
        };
    OkHttpClient client =
        client(prompt().withHedging(Hedging.after(Duration.ofMillis(50))))
            .newBuilder()
            .addInterceptor(throwing)
            .build();
    assertThatThrownBy(() -> entry.run(entry.newCall(client, get(URL))))
        .hasMessageContaining("a bug of the user's");
    assertIdle(orders);
  }

  @Test
  void aCallOfTheFactoryIsACallLikeAnyOther() throws IOException {
    BalancedCallFactory factory = new BalancedCallFactory(client(AttemptPolicy.defaults()));
    Call call = factory.newCall(get(URL));
    assertThat(call.isExecuted()).isFalse();
    assertThat(call.request().url()).hasToString(URL);
    try (Response response = Entry.FACTORY.run(call)) {
      assertThat(response.body().string()).isEqualTo("a");
      assertThat(response.request().url()).hasToString(URL);
    }
    assertThat(call.isExecuted()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> call.enqueue(new FutureCallback()));
    assertThat(Entry.EXECUTE.body(factory.client(), call.clone().request())).isEqualTo("b");

    Call cancelled = factory.newCall(get(URL));
    cancelled.cancel();
    assertThat(cancelled.isCanceled()).isTrue();
    assertThatThrownBy(() -> Entry.FACTORY.run(cancelled)).isInstanceOf(IOException.class);
    assertIdle(orders);
  }

  @Test
  void withoutEndpointsTheCallbackHearsOfItInAnotherThread() {
    orders.clear();
    FutureCallback callback = new FutureCallback();
    new BalancedCallFactory(client(AttemptPolicy.defaults())).newCall(get(URL)).enqueue(callback);
    assertThatThrownBy(callback::await).isInstanceOf(NoEndpointException.class);
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lb4j.Balancer;
import io.lb4j.resilience.Resilience4jBreakers;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What comes in an attempt's way: cancellations between two attempts, a full dispatcher, the call's
 * time-out, and interceptors that see every attempt because they were there before the wrapping.
 */
final class AttemptRacesTest {

  private static final String URL = "http://orders/";
  private static final AttemptPolicy PROMPT =
      AttemptPolicy.defaults()
          .withRetries(RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO));
  private static final AttemptPolicy LIMITED = PROMPT.withAttemptLimit(Duration.ofSeconds(10));

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Backend c = cluster.backend("c");
  private final Balancer<URI> orders = cluster.orders(a, b, c);

  private OkHttpClient client(AttemptPolicy policy, Interceptor... interceptors) {
    return client(new OkHttpClient(), policy, interceptors);
  }

  private OkHttpClient client(
      OkHttpClient plain, AttemptPolicy policy, Interceptor... interceptors) {
    OkHttpClient.Builder builder = plain.newBuilder();
    for (Interceptor interceptor : interceptors) {
      builder.addInterceptor(interceptor);
    }
    LoadBalancingOptions options = LoadBalancingOptions.defaults().withAttempts(policy);
    return cluster.wrap(builder.build(), options, orders);
  }

  @ParameterizedTest
  @EnumSource
  void cancellingABackOffLetsGoOfTheAnswerThatFailed(Entry entry) throws Exception {
    for (AttemptPolicy policy : new AttemptPolicy[] {PROMPT, hedged(Duration.ofHours(1))}) {
      CountDownLatch asked = new CountDownLatch(1);
      RetryPolicy hours =
          random ->
              attempt -> {
                asked.countDown();
                return Duration.ofHours(1).toNanos();
              };
      OkHttpClient client = client(policy.withRetries(hours));
      a.answer(Backend.status(500));
      b.answer(Backend.status(500));
      Call call = entry.newCall(client, get(URL));
      FutureCallback callback = entry.begin(call);
      asked.await();
      call.cancel();

      assertThatThrownBy(callback::await).isInstanceOf(IOException.class);
      assertIdle(orders);
      assertAllConnectionsAreIdle(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatIsCancelledBeforeItBeginsTakesNoLease(Entry entry) {
    Call call = entry.newCall(client(PROMPT), get(URL));
    call.cancel();

    assertThatThrownBy(() -> entry.run(call)).isInstanceOf(IOException.class);
    assertThat(endpoint(orders, "a").selections()).isZero();
  }

  @Test
  void theCallbackOfACancelledCallDoesNotRunInTheThreadThatCancels() throws Exception {
    a.answer(Backend.silence());
    Call call = Entry.FACTORY.newCall(client(PROMPT), get(URL));
    CompletableFuture<Thread> told = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call call, IOException e) {
            told.complete(Thread.currentThread());
          }

          @Override
          public void onResponse(Call call, Response response) {
            response.close();
          }
        });
    call.cancel();

    assertThat(told.get(5, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatCanBeSentOnlyOnceIsNotHedged(Entry entry) throws IOException {
    OkHttpClient client = client(hedged(Duration.ofMillis(50)));
    a.answer(late());
    Request request = new Request.Builder().url(URL).put(new OneShotBody("order")).build();

    assertThat(entry.body(client, request)).isEqualTo("late");
    assertThat(endpoint(orders, "b").selections()).isZero();
  }

  @Test
  void timeSpentInTheDispatchersQueueSaysNothingAboutTheEndpoint() {
    OkHttpClient client = client(PROMPT.withAttemptLimit(Duration.ofMillis(200)));
    client.dispatcher().setMaxRequests(1);
    Backend other = cluster.backend("other");
    other.answer(Backend.silence());
    client.newCall(get(other.uri().toString())).enqueue(new FutureCallback());

    assertThatThrownBy(() -> Entry.FACTORY.run(Entry.FACTORY.newCall(client, get(URL))))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(endpoint(orders, "a").counts().ignored()).isEqualTo(1);
    assertThat(endpoint(orders, "a").counts().timeouts()).isZero();
    assertThat(endpoint(orders, "b").selections()).as("as many attempts queue as calls").isZero();
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void theCallTimeoutOfAHedgedCallIsATimeoutOfBothEndpoints(Entry entry) {
    OkHttpClient hurried = new OkHttpClient.Builder().callTimeout(Duration.ofMillis(500)).build();
    OkHttpClient client = client(hurried, hedged(Duration.ofMillis(50)));
    a.answer(Backend.silence());
    b.answer(Backend.silence());

    assertThatThrownBy(() -> entry.run(entry.newCall(client, get(URL)))).hasMessage("timeout");
    assertIdle(orders);
    assertThat(endpoint(orders, "a").counts().timeouts()).isEqualTo(1);
    assertThat(endpoint(orders, "b").counts().timeouts()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anInterceptorThatAsksTwiceGetsTheAnswerThatItAskedFor(Entry entry) throws IOException {
    Interceptor persistent =
        chain -> {
          Response response = chain.proceed(chain.request());
          if (response.isSuccessful()) {
            return response;
          }
          response.close();
          return chain.proceed(chain.request());
        };
    OkHttpClient client = client(LIMITED, persistent);
    a.answer(Backend.status(500));

    assertThat(entry.body(client, get(URL))).isEqualTo("b");
    assertThat(c.requests()).isEmpty();
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void anInterceptorThatThrowsWithoutClosingTheResponseGivesTheSlotBack(Entry entry) {
    Interceptor careless =
        chain -> {
          chain.proceed(chain.request());
          throw new IOException("a bug of the user's");
        };
    a.answer(Endless.body());
    b.answer(Endless.body());
    for (AttemptPolicy policy : new AttemptPolicy[] {LIMITED, hedged(Duration.ofHours(1))}) {
      OkHttpClient client = client(policy, careless);
      assertThatThrownBy(() -> entry.run(entry.newCall(client, get(URL))))
          .hasMessage("a bug of the user's");
      assertIdle(orders);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAnInterceptorCallsUnrepeatableIsNotRepeated(Entry entry) {
    Interceptor careful =
        chain ->
            chain.proceed(
                chain
                    .request()
                    .newBuilder()
                    .tag(Idempotency.class, Idempotency.NOT_IDEMPOTENT)
                    .build());
    a.answer(Backend.breakOff());

    assertThatThrownBy(() -> entry.run(entry.newCall(client(PROMPT, careful), get(URL))))
        .isInstanceOf(IOException.class);
    assertThat(endpoint(orders, "b").selections()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"EXECUTE, 2, 3", "ENQUEUE, 2, 3", "FACTORY, 2, 2"})
  void anInterceptorOfTheOriginalRunsAroundTheCallAndInEachCallOfItsOwn(
      Entry entry, int runs, int runsWhereAttemptsAreLimited) throws IOException {
    AtomicInteger count = new AtomicInteger();
    Interceptor counting =
        chain -> {
          count.incrementAndGet();
          return chain.proceed(chain.request());
        };
    a.answer(Backend.status(500));
    entry.body(client(PROMPT, counting), get(URL));
    assertThat(count.getAndSet(0)).isEqualTo(runs);

    // It is the turn of c.
    c.answer(Backend.status(500));
    a.answer(Backend.ok("a"));
    entry.body(client(LIMITED, counting), get(URL));
    assertThat(count.get()).isEqualTo(runsWhereAttemptsAreLimited);
  }

  @ParameterizedTest
  @EnumSource
  void cancellingTheCallThatABreakerLetThroughLetsAnotherThrough(Entry entry) throws Exception {
    CircuitBreakerRegistry registry =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom().permittedNumberOfCallsInHalfOpenState(1).build());
    Balancer<URI> guarded =
        cluster.add(cluster.ordersBuilder(a).breakers(Resilience4jBreakers.of(registry)).build());
    OkHttpClient client = cluster.wrap(guarded);
    assertThat(entry.body(client, get(URL))).isEqualTo("a");
    CircuitBreaker breaker = registry.circuitBreaker("orders/a");
    breaker.transitionToOpenState();
    breaker.transitionToHalfOpenState();

    a.answer(Backend.silence());
    Call call = entry.newCall(client, get(URL));
    FutureCallback callback = entry.begin(call);
    Await.until("a is asked", () -> a.requests().size() == 2);
    call.cancel();
    assertThatThrownBy(callback::await).isInstanceOf(IOException.class);
    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    // A tick meanwhile may have hidden the exhausted breaker until the next one; calls then go on
    // without its permission, and it does not hear of them.
    a.answer(Backend.ok("again"));
    Await.until(
        "a call got the permission",
        () -> {
          try {
            assertThat(entry.body(client, get(URL))).isEqualTo("again");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return breaker.getState() == CircuitBreaker.State.CLOSED;
        });
    assertIdle(guarded);
  }

  private static AttemptPolicy hedged(Duration delay) {
    return PROMPT.withHedging(Hedging.after(delay));
  }

  private static MockResponse late() {
    return new MockResponse.Builder().body("late").headersDelay(300, TimeUnit.MILLISECONDS).build();
  }

  private static void assertAllConnectionsAreIdle(OkHttpClient client) {
    Await.until(
        "all connections are idle",
        () ->
            client.connectionPool().connectionCount()
                == client.connectionPool().idleConnectionCount());
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the caller's own code does in the middle of a call: call, read, throw. */
final class UserCodeTest {

  private static final String URL = "http://orders/";
  private static final AttemptPolicy PLAIN =
      AttemptPolicy.defaults()
          .withRetries(RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO));
  private static final AttemptPolicy LIMITED = PLAIN.withAttemptLimit(Duration.ofSeconds(10));
  private static final AttemptPolicy HEDGED = PLAIN.withHedging(Hedging.after(Duration.ofHours(1)));

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Balancer<URI> orders = cluster.orders(a, b);

  private static Stream<Arguments> everyWay() {
    return Stream.of(Entry.values())
        .flatMap(
            entry -> Stream.of(PLAIN, LIMITED, HEDGED).map(policy -> Arguments.of(entry, policy)));
  }

  private OkHttpClient client(
      Balancer<URI> balancer, AttemptPolicy policy, Interceptor... interceptors) {
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    builder.interceptors().addAll(List.of(interceptors));
    return cluster.wrap(
        builder.build(), LoadBalancingOptions.defaults().withAttempts(policy), balancer);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void anInterceptorMayCallTheServiceItself(Entry entry, AttemptPolicy policy) throws IOException {
    AtomicReference<OkHttpClient> self = new AtomicReference<>();
    Interceptor asking =
        chain -> {
          Request request = chain.request();
          if (request.url().encodedPath().equals("/token")) {
            return chain.proceed(request);
          }
          String token = get(self.get(), URL + "token");
          return chain.proceed(request.newBuilder().header("Token", token).build());
        };
    OkHttpClient client = client(orders, policy, asking);
    self.set(client);
    client.dispatcher().setMaxRequests(1);

    assertThat(entry.body(client, get(URL))).isIn("a", "b");
    assertThat(Stream.concat(a.requests().stream(), b.requests().stream()))
        .filteredOn(request -> request.getTarget().equals("/"))
        .singleElement()
        .satisfies(request -> assertThat(request.getHeaders().get("Token")).isIn("a", "b"));
    assertIdle(orders);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aCallbackMayCallTheServiceItself(Entry entry, AttemptPolicy policy) throws Exception {
    OkHttpClient client = client(orders, policy);
    client.dispatcher().setMaxRequests(1);
    CompletableFuture<String> bodies = new CompletableFuture<>();
    Callback curious =
        new Callback() {
          @Override
          public void onResponse(Call call, Response response) throws IOException {
            try (response) {
              bodies.complete(response.body().string() + get(client, URL));
            }
          }

          @Override
          public void onFailure(Call call, IOException e) {
            bodies.completeExceptionally(e);
          }
        };
    entry.newCall(client, get(URL)).enqueue(curious);

    assertThat(bodies.get(5, TimeUnit.SECONDS)).isEqualTo("ab");
    assertIdle(orders);
  }

  /** Reads a body, to sign it for instance, and sends what it has read. */
  private static Response copyingTheBody(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Buffer copy = new Buffer();
    request.body().writeTo(copy);
    RequestBody body = RequestBody.create(copy.readByteString(), null);
    return chain.proceed(request.newBuilder().post(body).build());
  }

  private static Request once() {
    return new Request.Builder().url(URL).post(new OneShotBody("order")).build();
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aBodyThatAnInterceptorHasReadArrivesWhole(Entry entry, AttemptPolicy policy)
      throws IOException {
    OkHttpClient client = client(orders, policy, UserCodeTest::copyingTheBody);

    assertThat(entry.body(client, once())).isEqualTo("a");
    assertThat(a.requests().get(0).getBody().utf8()).isEqualTo("order");
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aBodyThatAnInterceptorHasReadIsNotSentAgain(Entry entry, AttemptPolicy policy) {
    Balancer<URI> half = cluster.orders(List.of(cluster.refusing("dead"), b.endpoint()));
    OkHttpClient client = client(half, policy, UserCodeTest::copyingTheBody);

    assertThatThrownBy(() -> entry.body(client, once())).isInstanceOf(ConnectException.class);
    assertThat(b.requests()).isEmpty();
    assertIdle(half);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXECUTE", "FACTORY"})
  void aFactoryOfListenersThatThrowsLosesNoLease(Entry entry) {
    AtomicInteger calls = new AtomicInteger();
    OkHttpClient client =
        client(orders, PLAIN)
            .newBuilder()
            .eventListenerFactory(
                call -> {
                  if (calls.incrementAndGet() > 1) {
                    throw new IllegalStateException("a bug of the user's");
                  }
                  return EventListener.NONE;
                })
            .build();
    a.answer(Backend.status(500));

    assertThatIllegalStateException()
        .isThrownBy(() -> entry.run(entry.newCall(client, get(URL))))
        .withMessage("a bug of the user's");
    assertIdle(orders);
  }

  private static Stream<Arguments> everyWayThatThrows() {
    return everyWay().filter(arguments -> arguments.get()[0] != Entry.ENQUEUE);
  }

  @ParameterizedTest
  @MethodSource("everyWayThatThrows")
  void aListenerThatThrowsAtAFurtherAttemptEndsTheCall(Entry entry, AttemptPolicy policy) {
    AtomicInteger calls = new AtomicInteger();
    OkHttpClient client =
        client(orders, policy)
            .newBuilder()
            .eventListener(
                new EventListener() {
                  @Override
                  public void callStart(Call call) {
                    if (calls.incrementAndGet() > 1) {
                      throw new IllegalStateException("a bug of the user's");
                    }
                  }
                })
            .build();
    a.answer(Backend.status(500));

    assertThatThrownBy(() -> entry.run(entry.newCall(client, get(URL))))
        .hasMessageContaining("a bug of the user's");
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @Test
  void aListenerThatThrowsLosesNoLease() {
    OkHttpClient client =
        client(orders, PLAIN)
            .newBuilder()
            .eventListener(
                new EventListener() {
                  @Override
                  public void responseHeadersStart(Call call) {
                    throw new IllegalStateException("a bug of the user's");
                  }
                })
            .build();

    assertThatIllegalStateException()
        .isThrownBy(() -> get(client, URL))
        .withMessage("a bug of the user's");
    assertIdle(orders);
  }
}

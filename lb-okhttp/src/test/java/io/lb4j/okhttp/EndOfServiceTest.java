package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that go on while what they need is shut down, as at the end of a process. */
final class EndOfServiceTest {

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

  private OkHttpClient client(AttemptPolicy policy) {
    return cluster.wrap(
        new OkHttpClient(), LoadBalancingOptions.defaults().withAttempts(policy), orders);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aCallOutlivesItsBalancer(Entry entry, AttemptPolicy policy) throws IOException {
    a.behave(
        request -> {
          orders.close();
          return Backend.ok("a");
        });

    assertThat(entry.body(client(policy), get(URL))).isEqualTo("a");
    assertIdle(orders);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void whereTheBalancerIsClosedTheLastAnswerIsTheCallers(Entry entry, AttemptPolicy policy)
      throws IOException {
    a.behave(
        request -> {
          orders.close();
          return Backend.status(500);
        });

    assertThat(entry.body(client(policy), get(URL))).isEqualTo("status 500");
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENQUEUE", "FACTORY"})
  void whereTheDispatcherIsShutDownCallsFail(Entry entry) {
    OkHttpClient client = client(PLAIN);
    client.dispatcher().executorService().shutdown();

    assertThatThrownBy(() -> entry.run(entry.newCall(client, get(URL))))
        .isInstanceOf(IOException.class)
        .hasMessage("executor rejected");
    assertThat(a.requests()).isEmpty();
    assertIdle(orders);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void whenTheDispatcherIsShutDownBetweenAttemptsNothingIsLost(Entry entry, AttemptPolicy policy) {
    OkHttpClient client = client(policy);
    a.behave(
        request -> {
          client.dispatcher().executorService().shutdown();
          return Backend.status(500);
        });

    if (entry == Entry.FACTORY) {
      assertThatThrownBy(() -> entry.body(client, get(URL))).hasMessage("executor rejected");
    } else {
      assertThat(bodyOf(entry, client)).isEqualTo("b");
    }
    assertIdle(orders);
  }

  private static String bodyOf(Entry entry, OkHttpClient client) {
    try {
      return entry.body(client, get(URL));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void cancellingAllCallsOfTheDispatcherEndsTheirAttempts(Entry entry, AttemptPolicy policy)
      throws Exception {
    OkHttpClient client = client(policy);
    CountDownLatch asked = new CountDownLatch(1);
    a.behave(
        request -> {
          asked.countDown();
          return Backend.silence();
        });
    Call call = entry.newCall(client, get(URL));
    FutureCallback callback = entry.begin(call);
    asked.await();
    client.dispatcher().cancelAll();

    assertThatThrownBy(callback::await).isInstanceOf(IOException.class);
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }
}

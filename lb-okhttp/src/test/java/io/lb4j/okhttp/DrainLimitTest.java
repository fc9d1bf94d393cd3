package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.DrainResult;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to streams that are still open when the limit of a drain passes. */
final class DrainLimitTest {

  private static final String URL = "http://orders/";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension final Cluster cluster = new Cluster();
  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Balancer<URI> orders =
      cluster.add(cluster.ordersBuilder(a, b).ticker(ticker).scheduler(scheduler).build());
  private final Listener listener = new Listener();
  private CompletableFuture<DrainResult> drained = new CompletableFuture<>();

  private final BalancedCallFactory lenient = LoadBalancing.callFactory(new OkHttpClient(), orders);
  private final BalancedCallFactory strict =
      LoadBalancing.callFactory(
          new OkHttpClient(),
          LoadBalancingOptions.defaults().withStreamsClosedAfterDrain(true),
          orders);

  @AfterEach
  void shutDown() {
    for (OkHttpClient client : List.of(lenient.client(), strict.client())) {
      client.dispatcher().cancelAll();
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }

  @Test
  void aWebSocketIsClosedAsByOneWhoGoesAway() {
    upgrade(a);
    strict.newWebSocket(Cluster.get(URL), listener);
    Await.until("it is open", () -> listener.events.contains("open"));
    drainA();

    scheduler.advance(LIMIT.minusSeconds(1));
    assertThat(listener.events).containsExactly("open");
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(drained.join().status()).isEqualTo(DrainResult.Status.LIMIT_PASSED);
    Await.until("it is closed", () -> listener.events.contains("closed 1001"));
    assertIdle(orders);
    assertThat(endpoint(orders, "a").counts().failures()).isZero();
    Await.until("its connection is closed", () -> a.openConnections() == 0);
  }

  @Test
  void aWebSocketThatTheFactoryDidNotOpenIsCancelled() {
    upgrade(a);
    strict.client().newWebSocket(Cluster.get(URL), listener);
    Await.until("it is open", () -> listener.events.contains("open"));
    drainA();

    scheduler.advance(LIMIT.plusSeconds(1));
    Await.until("it has failed", () -> listener.events.contains("failed"));
    assertIdle(orders);
  }

  @Test
  void aStreamOfEventsIsCancelledAndCountsForNothing() throws IOException {
    a.answer(Endless.silentStream());
    try (Response response = strict.newCall(Cluster.get(URL)).execute()) {
      drainA();
      scheduler.advance(LIMIT.plusSeconds(1));

      assertThatThrownBy(() -> response.body().string()).isInstanceOf(IOException.class);
    }
    assertIdle(orders);
    assertThat(endpoint(orders, "a").counts().failures()).isZero();
  }

  @Test
  void streamsOnOtherEndpointsGoOn() throws IOException {
    upgrade(b);
    get(strict.client(), URL);
    strict.newWebSocket(Cluster.get(URL), listener);
    Await.until("it is open", () -> listener.events.contains("open"));
    drainA();

    scheduler.advance(LIMIT.plusSeconds(1));
    assertThat(endpoint(orders, "b").inFlight()).isEqualTo(1);
    assertThat(listener.events).containsExactly("open");
  }

  @Test
  void aCallThatWaitsForItsResponseGoesOn() throws Exception {
    CompletableFuture<MockResponse> answer = new CompletableFuture<>();
    a.behave(request -> answer.join());
    FutureCallback callback = new FutureCallback();
    strict.newCall(Cluster.get(URL)).enqueue(callback);
    Await.until("the request has come", () -> a.requests().size() == 1);
    drainA();

    scheduler.advance(LIMIT.plusSeconds(1));
    answer.complete(Backend.ok("a"));
    try (Response response = callback.response()) {
      assertThat(response.body().string()).isEqualTo("a");
    }
  }

  @Test
  void nothingIsClosedUnlessAskedFor() {
    upgrade(a);
    WebSocket socket = lenient.newWebSocket(Cluster.get(URL), listener);
    Await.until("it is open", () -> listener.events.contains("open"));
    drainA();

    scheduler.advance(LIMIT.plusSeconds(1));
    assertThat(endpoint(orders, "a").inFlight()).isEqualTo(1);
    assertThat(listener.events).containsExactly("open");
    assertThat(socket.close(1000, null)).isTrue();
    Await.until("it is closed", () -> listener.events.contains("closed 1000"));
    assertIdle(orders);
  }

  private void drainA() {
    drained = orders.drain("a", LIMIT).toCompletableFuture();
  }

  private static void upgrade(Backend backend) {
    backend.answer(
        new MockResponse.Builder()
            .webSocketUpgrade(
                new WebSocketListener() {
                  @Override
                  public void onClosing(WebSocket socket, int code, String reason) {
                    socket.close(code, reason);
                  }
                })
            .build());
  }

  private static final class Listener extends WebSocketListener {

    final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void onOpen(WebSocket socket, Response response) {
      events.add("open");
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
      events.add("closed " + code);
    }

    @Override
    public void onFailure(WebSocket socket, Throwable e, @Nullable Response response) {
      events.add("failed");
    }
  }
}

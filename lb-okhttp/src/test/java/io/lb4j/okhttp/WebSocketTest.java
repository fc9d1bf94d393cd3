package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.stats.OutcomeCounts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A WebSocket keeps its endpoint busy for as long as it is open. */
final class WebSocketTest {

  private static final String URL = "http://orders/socket";

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Listener listener = new Listener();

  @Test
  void closingItGivesTheSlotBack() throws Exception {
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client = cluster.wrap(orders);
    upgrade(a);

    WebSocket socket = client.newWebSocket(Cluster.get(URL), listener);
    Await.until("the greeting has come", () -> listener.events.contains("hello from a"));
    assertThat(orders.snapshot().inFlight()).isEqualTo(1);
    assertThat(a.requests().get(0).getHeaders().get("Host")).isEqualTo("orders");

    socket.close(1000, null);
    Await.until("it is closed", () -> listener.events.contains("closed"));
    assertIdle(orders);
    assertThat(endpoint(orders, "a").counts()).isEqualTo(new OutcomeCounts(1, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void cancellingItGivesTheSlotBack() throws Exception {
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client = cluster.wrap(orders);
    upgrade(a);

    WebSocket socket = client.newWebSocket(Cluster.get(URL), listener);
    Await.until("the greeting has come", () -> listener.events.contains("hello from a"));
    socket.cancel();

    assertIdle(orders);
  }

  @Test
  void itOutlivesTheLimitOfItsAttempt() throws Exception {
    Balancer<URI> orders = cluster.orders(a);
    AttemptPolicy limited = AttemptPolicy.defaults().withAttemptLimit(Duration.ofMillis(300));
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient(), LoadBalancingOptions.defaults().withAttempts(limited), orders);
    upgrade(a);

    long start = System.nanoTime();
    WebSocket socket = client.newWebSocket(Cluster.get(URL), listener);
    Await.until("its limit has passed", () -> System.nanoTime() - start > 400_000_000);
    assertThat(orders.snapshot().inFlight()).isEqualTo(1);

    socket.close(1000, null);
    Await.until("it is closed", () -> listener.events.contains("closed"));
    assertIdle(orders);
  }

  @Test
  void anEndpointThatRefusesItIsLeftForAnother() throws Exception {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.status(503));
    upgrade(b);

    WebSocket socket = client.newWebSocket(Cluster.get(URL), listener);
    Await.until("the greeting has come", () -> listener.events.contains("hello from b"));
    assertThat(endpoint(orders, "a").inFlight()).isZero();
    assertThat(endpoint(orders, "b").inFlight()).isEqualTo(1);
    socket.cancel();

    assertIdle(orders);
  }

  @Test
  void anAnswerThatIsNoUpgradeGivesTheSlotBack() {
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Endless.body());

    client.newWebSocket(Cluster.get(URL), listener);
    Await.until("it has failed", () -> listener.events.contains("failed"));
    assertIdle(orders);
    assertThat(endpoint(orders, "a").counts()).isEqualTo(new OutcomeCounts(1, 0, 0, 0, 0, 0, 0));
    assertThat(b.requests()).isEmpty();
  }

  @Test
  void itIsNotHedged() {
    Balancer<URI> orders = cluster.orders(a, b);
    AttemptPolicy hedged =
        AttemptPolicy.defaults().withHedging(Hedging.after(Duration.ofMillis(50)));
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient(), LoadBalancingOptions.defaults().withAttempts(hedged), orders);
    a.answer(upgrading(a).headersDelay(300, TimeUnit.MILLISECONDS).build());

    WebSocket socket = client.newWebSocket(Cluster.get(URL), listener);
    Await.until("the greeting has come", () -> listener.events.contains("hello from a"));
    assertThat(b.requests()).isEmpty();
    socket.cancel();
    assertIdle(orders);
  }

  @Test
  void aServerThatVanishesGivesTheSlotBack() throws Exception {
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client = cluster.wrap(orders);
    upgrade(a);

    client.newWebSocket(Cluster.get(URL), listener);
    Await.until("the greeting has come", () -> listener.events.contains("hello from a"));
    a.close();

    Await.until("it has failed", () -> listener.events.contains("failed"));
    assertIdle(orders);
  }

  @Test
  void openSocketsLeaveRoomForCalls() throws IOException {
    Balancer<URI> orders = cluster.orders(a);
    BalancedCallFactory factory = LoadBalancing.callFactory(new OkHttpClient(), orders);
    upgrade(a);
    for (int i = 0; i < 20; i++) {
      factory.newWebSocket(Cluster.get(URL), listener);
    }
    Await.until("all are open", () -> listener.events.size() == 20);

    a.answer(Backend.ok("a"));
    assertThat(get(factory.client(), "http://orders/")).isEqualTo("a");

    factory.client().dispatcher().cancelAll();
    assertIdle(orders);
    factory.client().dispatcher().executorService().shutdown();
    factory.client().connectionPool().evictAll();
  }

  private static void upgrade(Backend backend) {
    backend.answer(upgrading(backend).build());
  }

  private static MockResponse.Builder upgrading(Backend backend) {
    return new MockResponse.Builder()
        .webSocketUpgrade(
            new WebSocketListener() {
              @Override
              public void onOpen(WebSocket socket, Response response) {
                socket.send("hello from " + backend.name());
              }

              @Override
              public void onClosing(WebSocket socket, int code, String reason) {
                socket.close(code, reason);
              }
            });
  }

  private static final class Listener extends WebSocketListener {

    final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(WebSocket socket, String text) {
      events.add(text);
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
      events.add("closed");
    }

    @Override
    public void onFailure(WebSocket socket, Throwable e, Response response) {
      events.add("failed");
    }
  }
}

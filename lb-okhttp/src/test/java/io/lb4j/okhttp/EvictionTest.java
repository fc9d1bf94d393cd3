package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.body;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections to an endpoint that leaves are closed as soon as nobody needs them. The sockets are
 * real; the balancer tells of departures when the test lets it.
 */
final class EvictionTest {

  private static final String URL = "http://orders/";

  /** The ways in which the endpoint a leaves a balancer of a and others. */
  private enum Departure {
    DRAIN,
    DISABLE,
    REMOVAL;

    void begin(Balancer<URI> balancer, Backend... others) {
      switch (this) {
        case DRAIN -> balancer.drain("a", Duration.ofMinutes(1));
        case DISABLE -> balancer.disable("a");
        case REMOVAL -> balancer.update(endpoints(others));
      }
    }

    void end(Balancer<URI> balancer, Backend... all) {
      if (this == REMOVAL) {
        balancer.update(endpoints(all));
      } else {
        balancer.enable("a");
      }
    }
  }

  @RegisterExtension final Cluster cluster = new Cluster();
  private final ManualScheduler scheduler = new ManualScheduler(new FakeTicker());

  private Balancer<URI> orders(Backend... backends) {
    return orders(endpoints(backends));
  }

  private static List<Endpoint<URI>> endpoints(Backend... backends) {
    return Stream.of(backends).map(Backend::endpoint).toList();
  }

  private Balancer<URI> orders(List<Endpoint<URI>> endpoints) {
    return cluster.add(cluster.ordersBuilder().endpoints(endpoints).scheduler(scheduler).build());
  }

  @ParameterizedTest
  @EnumSource
  void idleConnectionsAreClosedAtOnceAndOthersStay(Departure departure) throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backendAt("b", "127.0.0.2", a.port());
    Balancer<URI> orders = orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    get(client, URL);
    get(client, URL);
    assertThat(a.openConnections()).isEqualTo(1);

    departure.begin(orders, b);
    scheduler.runDue();
    awaitNoConnections(a);
    assertThat(get(client, URL)).isEqualTo("b");
    assertThat(b.openConnections()).isEqualTo(1);
    assertThat(b.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void busyConnectionsAreClosedAfterTheirRequest(Departure departure) throws Exception {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    Gate gate = new Gate(a);
    Balancer<URI> orders = orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    FutureCallback callback = new FutureCallback();
    client.newCall(post(URL, "order")).enqueue(callback);
    gate.awaitRequest();

    departure.begin(orders, b);
    scheduler.runDue();
    gate.open();
    try (Response response = callback.response()) {
      assertThat(response.body().string()).isEqualTo("a");
    }
    awaitNoConnections(a);
    assertIdle(orders);
  }

  @ParameterizedTest
  @EnumSource
  void anHttp2ConnectionIsClosedAfterItsLastStream(Departure departure) throws Exception {
    Tls tls = new Tls("orders");
    Backend a = cluster.secureBackendAt("a", "127.0.0.1", 0, tls.server().sslSocketFactory());
    Backend b = cluster.secureBackendAt("b", "127.0.0.1", 0, tls.server().sslSocketFactory());
    Balancer<URI> orders = orders(a, b);
    OkHttpClient client = cluster.wrap(tls.client(), orders);
    assertThat(get(client, "https://orders/")).isEqualTo("a");
    orders.disable("b");
    Gate first = new Gate(a);
    FutureCallback one = new FutureCallback();
    client.newCall(post("https://orders/", "1")).enqueue(one);
    first.awaitRequest();
    Gate second = new Gate(a);
    FutureCallback two = new FutureCallback();
    client.newCall(post("https://orders/", "2")).enqueue(two);
    second.awaitRequest();

    departure.begin(orders, b);
    scheduler.runDue();
    for (Gate gate : List.of(first, second)) {
      gate.open();
      try (Response response = (gate == first ? one : two).response()) {
        assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
        assertThat(response.body().string()).isEqualTo("a");
      }
    }
    awaitNoConnections(a);
    assertThat(a.connections()).isEqualTo(1);
  }

  @Test
  void aConnectionThatAnotherEndpointUsesIsClosedWhenThatHasLeftToo() throws IOException {
    Backend a = cluster.backend("a");
    Balancer<URI> orders = orders(List.of(a.endpoint(), Endpoint.of("twin", a.uri())));
    OkHttpClient client = cluster.wrap(orders);
    get(client, URL);
    get(client, URL);
    assertThat(a.openConnections()).isEqualTo(1);

    orders.disable("a");
    scheduler.runDue();
    assertThat(get(client, URL)).isEqualTo("a");
    assertThat(a.connections()).isEqualTo(1);
    orders.disable("twin");
    scheduler.runDue();
    awaitNoConnections(a);
  }

  @Test
  void aConnectionThatAnotherServiceUsesStaysOpen() throws IOException {
    Backend node = cluster.backend("a");
    Endpoint<URI> named = Endpoint.of("a", URI.create("http://node.example:" + node.port()));
    Balancer<URI> orders = orders(List.of(named));
    Balancer<URI> payments =
        cluster.add(
            Balancer.<URI>builder("payments").endpoints(named).scheduler(scheduler).build());
    OkHttpClient bare =
        new OkHttpClient.Builder().dns(host -> List.of(InetAddress.getLoopbackAddress())).build();
    OkHttpClient client = cluster.wrap(cluster.wrap(bare, orders), payments);
    get(client, URL);
    get(client, "http://payments/");
    assertThat(node.openConnections()).isEqualTo(1);

    orders.disable("a");
    scheduler.runDue();
    get(client, "http://payments/");
    assertThat(node.connections()).isEqualTo(1);
    payments.disable("a");
    scheduler.runDue();
    awaitNoConnections(node);
  }

  @ParameterizedTest
  @EnumSource
  void anEndpointThatIsBackKeepsItsConnectionsAgain(Departure departure) throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    Balancer<URI> orders = orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    get(client, URL);
    departure.begin(orders, b);
    scheduler.runDue();
    awaitNoConnections(a);

    departure.end(orders, a, b);
    scheduler.runDue();
    for (int i = 0; i < 40; i++) {
      get(client, URL);
    }
    assertThat(a.requests()).hasSizeGreaterThan(2);
    assertThat(a.openConnections()).isEqualTo(1);
    assertThat(a.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatConnectsAfterTheDepartureLeavesNoConnectionBehind(Departure departure)
      throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    Balancer<URI> orders = orders(a, b);
    OkHttpClient client =
        cluster
            .wrap(orders)
            .newBuilder()
            .addInterceptor(
                chain -> {
                  departure.begin(orders, b);
                  scheduler.runDue();
                  return chain.proceed(chain.request());
                })
            .build();

    assertThat(get(client, URL)).isEqualTo("a");
    awaitNoConnections(a);
  }

  @Test
  void aPostThatGetsAConnectionInTheInstantOfItsEndGoesElsewhere() throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    Balancer<URI> orders = orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    get(client, URL);
    get(client, URL);
    AtomicBoolean isDeparted = new AtomicBoolean();
    OkHttpClient unlucky =
        client
            .newBuilder()
            .eventListener(
                new EventListener() {
                  @Override
                  public void connectionAcquired(Call call, Connection connection) {
                    if (isDeparted.compareAndSet(false, true)) {
                      orders.disable("a");
                      scheduler.runDue();
                      awaitNoConnections(a);
                    }
                  }
                })
            .build();

    assertThat(body(unlucky, post(URL, "order"))).isEqualTo("b");
    assertThat(a.requests()).hasSize(1);
    assertThat(endpoint(orders, "a").counts().failures()).isZero();
    assertIdle(orders);
  }

  @Test
  void oneThatDrainsByItsOwnWordGivesItsConnectionsUpButMayMakeNewOnes() throws IOException {
    Backend a = cluster.backend("a");
    Balancer<URI> orders = orders(a);
    OkHttpClient client = cluster.wrap(orders);
    get(client, URL);
    try (Lease<URI> lease = orders.select()) {
      lease.report(Outcome.success().withServerState(ServerState.DRAINING));
    }
    scheduler.advance(Duration.ofMillis(200));
    awaitNoConnections(a);

    // Nobody else could serve.
    get(client, URL);
    get(client, URL);
    assertThat(a.openConnections()).isEqualTo(1);
    assertThat(a.connections()).isEqualTo(2);

    orders.drain("a", Duration.ofMinutes(1));
    scheduler.runDue();
    awaitNoConnections(a);
  }

  @Test
  void whatIsGoneIsForgotten() throws IOException {
    Backend a = cluster.backend("a");
    Balancer<URI> orders = orders(a);
    OkHttpClient client = cluster.wrap(orders);
    Connections connections = connections(client);
    get(client, URL);
    assertThat(connections.size()).isEqualTo(1);

    client.connectionPool().evictAll();
    awaitCollected("the connection", () -> connections.size() == 0);
  }

  @Test
  void theBalancerDoesNotKeepAClientThatIsDropped() throws IOException {
    Backend a = cluster.backend("a");
    Balancer<URI> orders = orders(a);
    WeakReference<OkHttpClient> client = wrapUseAndDrop(orders);

    awaitCollected("the client", () -> client.get() == null);
  }

  private static WeakReference<OkHttpClient> wrapUseAndDrop(Balancer<URI> orders)
      throws IOException {
    OkHttpClient client = LoadBalancing.wrap(new OkHttpClient(), orders);
    get(client, URL);
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    return new WeakReference<>(client);
  }

  private static void awaitCollected(String what, BooleanSupplier condition) {
    Await.until(
        what + " is collected",
        () -> {
          System.gc();
          return condition.getAsBoolean();
        });
  }

  private static void awaitNoConnections(Backend backend) {
    Await.until(
        "no connection to " + backend.name() + " is open", () -> backend.openConnections() == 0);
  }

  private static Connections connections(OkHttpClient client) {
    return client.interceptors().stream()
        .filter(BalancingInterceptor.class::isInstance)
        .map(interceptor -> ((BalancingInterceptor) interceptor).connections())
        .findFirst()
        .orElseThrow();
  }

  /** Answers with its backend's name when it is opened. */
  private static final class Gate {

    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch arrived = new CountDownLatch(1);

    Gate(Backend backend) {
      backend.behave(
          request -> {
            arrived.countDown();
            try {
              opened.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              return new MockResponse.Builder().code(599).build();
            }
            return Backend.ok(backend.name());
          });
    }

    void awaitRequest() throws InterruptedException {
      assertThat(arrived.await(10, TimeUnit.SECONDS)).as("a request has come").isTrue();
    }

    void open() {
      opened.countDown();
    }
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.body;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.RecordedRequest;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request reaches the endpoint that was picked for it, and looks as the caller wrote it. */
final class PinningTest {

  private static final String URL = "http://orders/";

  @RegisterExtension final Cluster cluster = new Cluster();

  @Test
  void endpointsThatDifferOnlyInTheirAddressAreNotMistakenForEachOther() throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backendAt("b", "127.0.0.2", a.port());
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));

    for (int i = 0; i < 10; i++) {
      assertThat(get(client, URL)).isEqualTo(i % 2 == 0 ? "a" : "b");
    }
    assertThat(client.connectionPool().connectionCount()).isEqualTo(2);
  }

  @Test
  void aRetryDoesNotReuseTheConnectionToTheEndpointThatFailed() throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backendAt("b", "127.0.0.2", a.port());
    OkHttpClient client = cluster.wrap(cluster.orders(a, b));
    a.answer(Backend.status(503));

    assertThat(get(client, URL)).isEqualTo("b");
    assertThat(a.requests()).hasSize(1);
  }

  /** If this fails, OkHttp has mended it, and our warning is to go. */
  @Test
  void aConnectionPoolSetOnAChainKeepsWhatItShouldCloseButNoSlotIsLost() throws IOException {
    Balancer<URI> orders = cluster.orders(cluster.backend("a"));
    ConnectionPool pool = new ConnectionPool(0, 1, TimeUnit.MINUTES);
    OkHttpClient client =
        cluster
            .wrap(orders)
            .newBuilder()
            .addInterceptor(chain -> chain.withConnectionPool(pool).proceed(chain.request()))
            .build();

    get(client, URL);
    assertThat(pool.idleConnectionCount()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void roundRobinOverManyEndpointsReusesConnections() throws IOException {
    Backend[] backends = new Backend[12];
    for (int i = 0; i < backends.length; i++) {
      backends[i] = cluster.backend("b" + i);
    }
    OkHttpClient client = cluster.wrap(cluster.orders(backends));

    for (int i = 0; i < 120; i++) {
      get(client, URL);
    }
    for (Backend backend : backends) {
      assertThat(backend.requests()).hasSize(10);
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void overHttp2RequestsAreNotCoalescedOntoAnotherEndpointsConnection() throws IOException {
    Tls tls = new Tls("orders", "payments", "127.0.0.1");
    Backend a = cluster.secureBackendAt("a", "127.0.0.1", 0, tls.server().sslSocketFactory());
    Backend b =
        cluster.secureBackendAt("b", "127.0.0.2", a.port(), tls.server().sslSocketFactory());
    Balancer<URI> orders = cluster.orders(a, b);
    Balancer<URI> payments =
        cluster.add(
            Balancer.<URI>builder("payments").endpoints(b.endpoint(), a.endpoint()).build());
    OkHttpClient client = LoadBalancing.wrap(tls.client(), orders, payments);

    for (int i = 0; i < 6; i++) {
      assertThat(get(client, "https://orders:" + a.port() + "/")).isEqualTo(i % 2 == 0 ? "a" : "b");
    }
    for (Backend backend : List.of(a, b)) {
      Request request =
          Cluster.get("https://payments:" + a.port() + "/")
              .newBuilder()
              .tag(SelectionContext.class, SelectionContext.none().preferring(backend.name()))
              .build();
      try (Response response = client.newCall(request).execute()) {
        assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
        assertThat(response.body().string()).isEqualTo(backend.name());
      }
    }
    assertIdle(orders);
    assertIdle(payments);
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  @Test
  void theCertificateAndTheServerNameAreThoseOfTheService() throws IOException {
    Tls tls = new Tls("orders.example");
    Backend a = cluster.secureBackendAt("a", "127.0.0.1", 0, tls.server().sslSocketFactory());
    Balancer<URI> orders =
        cluster.add(Balancer.<URI>builder("orders.example").endpoints(a.endpoint()).build());
    OkHttpClient client = cluster.wrap(tls.client(), orders);

    try (Response response = client.newCall(Cluster.get("https://orders.example/")).execute()) {
      assertThat(response.handshake()).isNotNull();
      assertThat(response.body().string()).isEqualTo("a");
    }
    RecordedRequest seen = a.requests().get(0);
    assertThat(seen.getHandshakeServerNames()).containsExactly("orders.example");
    assertThat(seen.getUrl().host()).isEqualTo("orders.example");
  }

  @Test
  void theSchemeOfTheEndpointWins() throws IOException {
    Tls tls = new Tls("orders");
    Backend plain = cluster.backend("plain");
    Backend secure =
        cluster.secureBackendAt("secure", "127.0.0.1", 0, tls.server().sslSocketFactory());
    OkHttpClient client = cluster.wrap(tls.client(), cluster.orders(plain, secure));

    for (String url : List.of("http://orders/", "https://orders/")) {
      assertThat(get(client, url)).isEqualTo("plain");
      try (Response response = client.newCall(Cluster.get(url)).execute()) {
        assertThat(response.body().string()).isEqualTo("secure");
        assertThat(response.handshake()).isNotNull();
        assertThat(response.request().url()).hasToString(url);
      }
    }
    assertThat(secure.requests()).allMatch(r -> r.getUrl().host().equals("orders"));
  }

  @Test
  void endpointsMayHaveIpv6Addresses() throws IOException {
    Backend six = cluster.backendAt("six", "::1", 0);
    OkHttpClient client = cluster.wrap(cluster.orders(six));

    assertThat(get(client, URL)).isEqualTo("six");
    assertThat(six.requests().get(0).getHeaders().get("Host")).isEqualTo("orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/a%2Fb/..%2f?x=%20+",
        "/a//b/;v=1/%E2%82%AC?q=a%26b&q=%2B&empty=&bare",
        "/%7Euser/~user?a=b?c/d",
        "/a|b?x={y}%7B"
      })
  void pathAndQueryReachTheServerByteForByte(String target) throws IOException {
    Backend bare = cluster.backend("bare");
    Backend a = cluster.backend("a");
    OkHttpClient client = cluster.wrap(cluster.orders(a));

    get(new OkHttpClient(), bare.uri() + target);
    get(client, "http://orders" + target);

    String expected = bare.requests().get(0).getRequestLine();
    assertThat(a.requests().get(0).getRequestLine()).isEqualTo(expected);
    if (target.indexOf('|') < 0) {
      assertThat(expected).isEqualTo("GET " + target + " HTTP/1.1");
    }
  }

  @Test
  void aHostHeaderOfTheCallersIsKept() throws IOException {
    Backend a = cluster.backend("a");
    OkHttpClient client = cluster.wrap(cluster.orders(a));

    body(client, Cluster.get(URL).newBuilder().header("Host", "tenant-7").build());
    get(client, "http://orders:8080/");

    assertThat(a.requests())
        .extracting(r -> r.getHeaders().get("Host"))
        .containsExactly("tenant-7", "orders:8080");
  }

  @Test
  void endpointsWithNamesAreCalledByTheirNames() throws IOException {
    Backend a = cluster.backend("a");
    Endpoint<URI> named =
        Endpoint.of("named", URI.create("http://node-1.internal.example:" + a.port()));
    Dns dns =
        host ->
            host.equals("node-1.internal.example")
                ? List.of(InetAddress.getLoopbackAddress())
                : Dns.SYSTEM.lookup(host);
    OkHttpClient client =
        cluster.wrap(new OkHttpClient.Builder().dns(dns).build(), cluster.orders(List.of(named)));

    try (Response response = client.newCall(Cluster.get(URL)).execute()) {
      assertThat(response.body().string()).isEqualTo("a");
      assertThat(response.request().url()).hasToString(URL);
    }
    assertThat(a.requests().get(0).getHeaders().get("Host"))
        .isEqualTo("node-1.internal.example:" + a.port());
  }

  @Test
  void aNameThatDoesNotResolveIsAConnectFailureAndTriedElsewhere() throws IOException {
    Backend b = cluster.backend("b");
    Endpoint<URI> lost = Endpoint.of("lost", URI.create("http://lost.invalid:80"));
    Dns dns =
        host -> {
          throw new java.net.UnknownHostException(host);
        };
    Balancer<URI> orders = cluster.orders(List.of(lost, b.endpoint()));
    OkHttpClient client = cluster.wrap(new OkHttpClient.Builder().dns(dns).build(), orders);

    assertThat(body(client, Cluster.post(URL, "order"))).isEqualTo("b");
    assertThat(endpoint(orders, "lost").counts().connectFailures()).isEqualTo(1);
  }

  @Test
  void aProxyIsToldTheEndpointsAddress() throws IOException {
    Backend proxy = cluster.backend("proxy");
    Endpoint<URI> far = Endpoint.of("far", URI.create("http://192.0.2.1:8080"));
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient.Builder()
                .proxy(
                    new Proxy(
                        Proxy.Type.HTTP,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())))
                .build(),
            cluster.orders(List.of(far)));

    assertThat(get(client, "http://orders/items")).isEqualTo("proxy");
    assertThat(proxy.requests().get(0).getRequestLine())
        .isEqualTo("GET http://192.0.2.1:8080/items HTTP/1.1");
  }

  @Test
  void theSelectionContextTravelsAsATag() throws IOException {
    OkHttpClient client = cluster.wrap(cluster.orders(cluster.backend("a"), cluster.backend("b")));
    Request request =
        Cluster.get(URL)
            .newBuilder()
            .tag(SelectionContext.class, SelectionContext.none().preferring("b"))
            .build();

    for (int i = 0; i < 4; i++) {
      assertThat(body(client, request)).isEqualTo("b");
    }
  }
}

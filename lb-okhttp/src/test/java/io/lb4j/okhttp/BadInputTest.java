package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.snapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Misuse is refused when the client is wrapped if it can be, and as an IOException otherwise. */
final class BadInputTest {

  private static final String URL = "http://orders/";

  @RegisterExtension final Cluster cluster = new Cluster();

  @Test
  @SuppressWarnings("NullAway")
  void nullIsRefused() {
    Balancer<URI> orders = cluster.orders();
    assertThatThrownBy(() -> LoadBalancing.wrap(null, orders))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("client");
    assertThatThrownBy(() -> LoadBalancing.wrap(new OkHttpClient(), orders, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("balancers contains null");
    assertThatThrownBy(() -> LoadBalancing.callFactory(null, orders))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void thereMustBeABalancer() {
    assertThatThrownBy(() -> LoadBalancing.wrap(new OkHttpClient()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders service",
        "orders/a",
        "orders:8080",
        "user@orders",
        "10.0.0.1",
        "127.1",
        "2130706433",
        "::1",
        "[::1]",
        "fe80::1%eth0",
        "..",
        "a..b",
        "orders.",
        "-orders",
        "orders-",
        "b\u00fccher",
        "orders%41",
        "orders?x",
        "//evil"
      })
  void aNameThatIsNoHostNameIsRefused(String name) {
    Balancer<URI> balancer = cluster.add(Balancer.<URI>builder(name).build());
    assertThatThrownBy(() -> LoadBalancing.wrap(new OkHttpClient(), balancer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be the host of a URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "Orders.Example", "orders_v2", "a", "1orders", "xn--bcher-kva"})
  void aHostNameIsAccepted(String name) throws IOException {
    Balancer<URI> balancer =
        cluster.add(Balancer.<URI>builder(name).endpoints(cluster.backend("a").endpoint()).build());
    assertThat(get(cluster.wrap(balancer), "http://" + name + "/")).isEqualTo("a");
  }

  @Test
  void namesAreUniqueIgnoringCase() {
    Balancer<URI> one = cluster.add(Balancer.<URI>builder("orders").build());
    Balancer<URI> two = cluster.add(Balancer.<URI>builder("Orders").build());
    assertThatThrownBy(() -> LoadBalancing.wrap(new OkHttpClient(), one, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two balancers have the name \"orders\"");
    OkHttpClient wrapped = cluster.wrap(one);
    assertThatThrownBy(() -> LoadBalancing.wrap(wrapped, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two balancers have the name \"orders\"");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://10.0.0.1:21, neither http nor https",
    "//evil:80, neither http nor https",
    "mailto:a@evil, neither http nor https",
    "http:opaque, no valid host",
    "http://a_b:80, no valid host",
    "http://..:80, no valid host",
    "http://user:secret@evil:80, user info",
    "http://user@a_b:80, user info",
    "http://a:80/path, path",
    "http://a:80/.., path",
    "http://a:80?x=1, query",
    "http://a:80#x, fragment",
    "http://a:0, port",
    "http://a:70000, port",
    "http://[fe80::1%25eth0]:80, zone"
  })
  void anEndpointThatIsMoreOrLessThanAnAddressIsRefused(String uri, String why) {
    Balancer<URI> balancer =
        cluster.orders(List.of(Endpoint.of("bad", URI.create(uri.replace("%25", "%")))));
    assertThatThrownBy(() -> LoadBalancing.wrap(new OkHttpClient(), balancer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint bad")
        .hasMessageContaining(why)
        .hasMessageNotContaining("secret");
  }

  @Test
  void anEndpointThatComesLaterAndCannotBeCalledIsPassedOver() throws IOException {
    Backend a = cluster.backend("a");
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client = cluster.wrap(orders);
    orders.update(List.of(Endpoint.of("bad", URI.create("http://evil:80/path")), a.endpoint()));

    for (int i = 0; i < 6; i++) {
      assertThat(get(client, URL)).isEqualTo("a");
    }
    assertThat(endpoint(orders, "bad").counts().ignored()).isPositive();
    assertIdle(orders);
  }

  @Test
  void ifNoEndpointCanBeCalledTheCallFailsAndSaysWhy() {
    Balancer<URI> orders = cluster.orders();
    OkHttpClient client = cluster.wrap(orders);
    orders.update(List.of(Endpoint.of("bad", URI.create("ftp://evil:80"))));

    assertThatExceptionOfType(NoEndpointException.class)
        .isThrownBy(() -> get(client, URL))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("its scheme"));
    assertIdle(orders);
  }

  @Test
  void theOneAmongManyThatCanBeCalledIsFound() throws IOException {
    Backend a = cluster.backend("a");
    Balancer<URI> orders = cluster.orders(a);
    OkHttpClient client = cluster.wrap(orders);
    List<Endpoint<URI>> endpoints = new ArrayList<>(bad(50));
    endpoints.add(a.endpoint());
    orders.update(endpoints);

    assertThat(get(client, URL)).isEqualTo("a");
    assertIdle(orders);
  }

  private static List<Endpoint<URI>> bad(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Endpoint.of("bad-" + i, URI.create("ftp://evil:" + (i + 1))))
        .toList();
  }

  @Test
  void manyEndpointsThatCannotBeCalledCostOnlySoManyPicks() {
    Balancer<URI> orders = cluster.orders();
    OkHttpClient client = cluster.wrap(orders);
    orders.update(bad(100));

    assertThatExceptionOfType(NoEndpointException.class)
        .isThrownBy(() -> get(client, URL))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ALL_UNHEALTHY))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("its scheme"));
    assertThat(orders.snapshot().endpoints())
        .extracting(EndpointSnapshot::selections)
        .filteredOn(selections -> selections > 0)
        .hasSize(64);
    assertIdle(orders);
  }

  @Test
  void aBalancerWithoutEndpointsFailsTheCallWithItsReason() throws Exception {
    OkHttpClient client = cluster.wrap(cluster.orders());

    assertThatExceptionOfType(NoEndpointException.class)
        .isThrownBy(() -> get(client, URL))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY))
        .withMessageContaining("orders");

    FutureCallback callback = new FutureCallback();
    client.newCall(Cluster.get(URL)).enqueue(callback);
    assertThatThrownBy(callback::response).hasCauseInstanceOf(NoEndpointException.class);
  }

  @Test
  void aClosedBalancerFailsTheCallWithItsReason() {
    Balancer<URI> orders = cluster.orders(cluster.backend("a"));
    OkHttpClient client = cluster.wrap(orders);
    orders.close();

    assertThatExceptionOfType(NoEndpointException.class)
        .isThrownBy(() -> get(client, URL))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
  }

  @Test
  void aPolicyThatThrowsDoesNotReachTheCaller() throws IOException {
    BalancerBuilder<URI> builder =
        cluster.ordersBuilder(cluster.backend("a")).policy(new ThrowingPolicy());
    Balancer<URI> orders = cluster.add(builder.build());

    assertThat(get(cluster.wrap(orders), URL)).isEqualTo("a");
    assertIdle(orders);
  }

  @Test
  void aProxySelectorThatThrowsLosesNoLease() {
    Balancer<URI> orders = cluster.orders(cluster.backend("a"));
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient.Builder().proxySelector(new ThrowingProxySelector()).build(), orders);

    assertThatThrownBy(() -> get(client, URL)).hasMessageContaining("proxy selector");
    assertIdle(orders);
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a newcomer relies on: calls for the balancer's name are spread, nothing else changes. */
final class WrappedClientTest {

  @RegisterExtension final Cluster cluster = new Cluster();

  @Test
  void callsForTheNameOfTheBalancerAreSpreadOverItsEndpoints() throws IOException {
    Balancer<URI> orders =
        cluster.orders(cluster.backend("a"), cluster.backend("b"), cluster.backend("c"));
    OkHttpClient client = cluster.wrap(orders);

    List<String> served = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      served.add(get(client, "http://orders/items/" + i));
    }

    for (String name : List.of("a", "b", "c")) {
      assertThat(served).filteredOn(name::equals).hasSize(3);
      assertThat(endpoint(orders, name).counts().successes()).isEqualTo(3);
    }
    assertIdle(orders);
  }

  @Test
  void everyOtherHostIsLeftAlone() throws IOException {
    Backend other = cluster.backend("other");
    Balancer<URI> orders = cluster.orders(cluster.backend("a"));
    OkHttpClient client = cluster.wrap(orders);

    assertThat(get(client, "http://127.0.0.1:" + other.port() + "/")).isEqualTo("other");
    assertThat(endpoint(orders, "a").selections()).isZero();
  }

  @Test
  void theUrlAndTheHostHeaderStayThoseOfTheService() throws IOException {
    Backend a = cluster.backend("a");
    OkHttpClient client = cluster.wrap(cluster.orders(a));

    try (Response response = client.newCall(get("http://Orders/items?x=1")).execute()) {
      assertThat(response.request().url()).hasToString("http://orders/items?x=1");
      assertThat(response.request().headers().size()).isZero();
    }
    assertThat(a.requests().get(0).getHeaders().get("Host")).isEqualTo("orders");
    assertThat(a.requests().get(0).getTarget()).isEqualTo("/items?x=1");
  }

  @Test
  void aGetThatFailsIsServedByAnotherEndpoint() throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(orders);
    a.answer(Backend.status(503));

    for (int i = 0; i < 4; i++) {
      assertThat(get(client, "http://orders/")).isEqualTo("b");
    }

    assertThat(endpoint(orders, "a").counts().rejections()).isPositive();
    assertIdle(orders);
  }
}

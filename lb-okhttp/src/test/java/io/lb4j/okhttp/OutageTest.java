package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One of ten endpoints is sick: callers notice nothing, and it soon gets no more traffic. */
final class OutageTest {

  private static final String URL = "http://orders/";
  private static final int CALLS = 200;

  @RegisterExtension final Cluster cluster = new Cluster();

  @Test
  void oneThatRefusesConnectionsFailsFiveAttemptsAndNoCall() throws IOException {
    Balancer<URI> orders = nineAnd(cluster.refusing("sick"));
    callAll(cluster.wrap(orders), orders);

    assertThat(endpoint(orders, "sick").counts().connectFailures()).isEqualTo(5);
    assertSickIsOut(orders);
  }

  @Test
  void oneThatBreaksConnectionsFailsFiveAttemptsAndNoCall() throws IOException {
    Backend sick = cluster.backend("sick");
    sick.answer(Backend.breakOff());
    Balancer<URI> orders = nineAnd(sick.endpoint());
    callAll(cluster.wrap(orders), orders);

    assertThat(endpoint(orders, "sick").counts().failures()).isEqualTo(5);
    assertThat(sick.requests()).hasSize(5);
    assertSickIsOut(orders);
  }

  @Test
  void oneThatAcceptsAndStaysSilentTimesFiveAttemptsOutAndNoCall() throws IOException {
    Backend sick = cluster.backend("sick");
    sick.answer(Backend.silence());
    Balancer<URI> orders = nineAnd(sick.endpoint());
    callAll(
        cluster.wrap(
            new OkHttpClient.Builder().readTimeout(Duration.ofMillis(250)).build(), orders),
        orders);

    assertThat(endpoint(orders, "sick").counts().timeouts()).isEqualTo(5);
    assertSickIsOut(orders);
  }

  private Balancer<URI> nineAnd(Endpoint<URI> sick) {
    List<Endpoint<URI>> endpoints = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      endpoints.add(cluster.backend("well-" + i).endpoint());
    }
    endpoints.add(sick);
    return cluster.orders(endpoints);
  }

  private static void callAll(OkHttpClient client, Balancer<URI> orders) throws IOException {
    boolean waited = false;
    for (int i = 0; i < CALLS; i++) {
      assertThat(get(client, URL)).startsWith("well-");
      if (!waited && endpoint(orders, "sick").selections() == 5) {
        // The ejection may take a control tick.
        Await.until("it is ejected", () -> isOut(orders));
        waited = true;
      }
    }
  }

  private static boolean isOut(Balancer<URI> orders) {
    return endpoint(orders, "sick").state() == HealthState.EJECTED;
  }

  private static void assertSickIsOut(Balancer<URI> orders) {
    assertThat(isOut(orders)).isTrue();
    assertThat(endpoint(orders, "sick").selections()).isEqualTo(5);
    assertIdle(orders);
  }
}

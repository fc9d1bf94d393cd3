package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.DrainResult;
import io.lb4j.stats.OutcomeCounts;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real servers restart one after the other under load, or die; callers notice nothing. */
final class RollingRestartTest {

  private static final int CALLERS = 8;

  private enum Transport {
    HTTP_1,
    HTTP_2
  }

  /** How a server is taken out of traffic before it stops. */
  private enum Way {
    DRAIN,
    UPDATE
  }

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Tls tls = new Tls("orders");
  private final List<Server> servers = new ArrayList<>();

  /** How often each POST was run, by its body. */
  private final Map<String, Integer> runs = new ConcurrentHashMap<>();

  @ParameterizedTest
  @EnumSource
  void threeServersRestartAndNoCallFails(Way way) {
    restartAll(3, way, Transport.HTTP_1, 1_000);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({"DRAIN,HTTP_1", "UPDATE,HTTP_1", "DRAIN,HTTP_2", "UPDATE,HTTP_2"})
  void tenServersRestartTwiceAndNoneOfTenThousandCallsFails(Way way, Transport transport) {
    restartAll(10, way, transport, 10_000);
  }

  @Test
  void oneOfFiveServersDiesAndNoGetFails() {
    Balancer<URI> orders = start(5, Transport.HTTP_1);
    // In one write each: what a server has begun to answer when it dies, no client can repeat.
    servers.forEach(server -> server.backend.answer(Callers.answer(server.backend.name())));
    OkHttpClient client = cluster.wrap(orders);
    try (Callers callers = new Callers(client, "http://orders/", CALLERS, 10)) {
      callers.awaitEnded(500);
      servers.get(2).stop();
      callers.awaitEnded(callers.ended() + 1_500);
      callers.stop();
      assertThat(callers.failures()).isEmpty();
    }

    assertIdle(orders);
    OutcomeCounts counts = Cluster.endpoint(orders, "s2").counts();
    assertThat(counts.failures() + counts.connectFailures() + counts.timeouts())
        .as("failed attempts on the dead server: %s", counts)
        .isBetween(1L, 5L + CALLERS);
  }

  private void restartAll(int count, Way way, Transport transport, int minCalls) {
    Balancer<URI> orders = start(count, transport);
    OkHttpClient client =
        cluster.wrap(transport == Transport.HTTP_2 ? tls.client() : new OkHttpClient(), orders);
    String url = transport == Transport.HTTP_2 ? "https://orders/" : "http://orders/";
    try (Callers callers = new Callers(client, url, CALLERS, 5)) {
      for (int round = 1; round <= 2; round++) {
        for (int i = 0; i < count; i++) {
          callers.awaitEnded(minCalls / count * i / 2);
          takeOut(servers.get(i), way, orders, callers);
          servers.get(i).restart();
          putBack(servers.get(i), way, orders);
        }
      }
      Await.until(minCalls + " calls", Duration.ofMinutes(1), () -> callers.ended() >= minCalls);
      callers.stop();

      assertThat(callers.failures()).as("failed of %d calls", callers.ended()).isEmpty();
      assertThat(runs).isNotEmpty();
      assertThat(runs.entrySet()).as("POSTs").filteredOn(run -> run.getValue() > 1).isEmpty();
    }
    assertIdle(orders);
  }

  private Balancer<URI> start(int count, Transport transport) {
    for (int i = 0; i < count; i++) {
      servers.add(cluster.add(new Server("s" + i, transport)));
    }
    return cluster.orders(servers.stream().map(server -> server.backend).toArray(Backend[]::new));
  }

  private void takeOut(Server server, Way way, Balancer<URI> orders, Callers callers) {
    if (way == Way.DRAIN) {
      DrainResult result =
          orders.drain(server.backend.name(), Duration.ofSeconds(10)).toCompletableFuture().join();
      assertThat(result.status()).isEqualTo(DrainResult.Status.DRAINED);
    } else {
      orders.update(
          servers.stream()
              .filter(other -> other != server)
              .map(other -> other.backend.endpoint())
              .toList());
      // As servers do that are asked to stop, it ends the requests that it has.
      callers.awaitTurn();
    }
  }

  private void putBack(Server server, Way way, Balancer<URI> orders) {
    if (way == Way.DRAIN) {
      orders.enable(server.backend.name());
    } else {
      orders.update(servers.stream().map(other -> other.backend.endpoint()).toList());
    }
  }

  /** A server that comes back at the port that it had. */
  private final class Server implements AutoCloseable {

    private final Transport transport;
    private Backend backend;

    Server(String name, Transport transport) {
      this.transport = transport;
      this.backend = start(name, 0);
    }

    private Backend start(String name, int port) {
      Backend started =
          Backend.start(
              name,
              "127.0.0.1",
              port,
              transport == Transport.HTTP_2 ? tls.server().sslSocketFactory() : null);
      started.behave(request -> answer(name, request));
      return started;
    }

    private MockResponse answer(String name, RecordedRequest request) {
      if (request.getMethod().equals("POST") && request.getBody() != null) {
        runs.merge(request.getBody().utf8(), 1, Integer::sum);
      }
      return Callers.answer(name).newBuilder().body(name).build();
    }

    void restart() {
      int port = backend.port();
      backend.close();
      backend = start(backend.name(), port);
    }

    void stop() {
      backend.close();
    }

    @Override
    public void close() {
      backend.close();
    }
  }
}

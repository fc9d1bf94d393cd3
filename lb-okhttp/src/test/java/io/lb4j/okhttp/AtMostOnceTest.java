package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.health.EjectionPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever breaks, no server runs a POST that any server has run before. All requests reach their
 * server, only responses are lost, and the connections have been in use before.
 */
final class AtMostOnceTest {

  private static final String URL = "http://orders/";
  private static final int CALLS = 3;

  @RegisterExtension final Cluster cluster = new Cluster();
  private final List<FaultProxy> servers =
      List.of(cluster.behindProxy("a"), cluster.behindProxy("b"), cluster.behindProxy("c"));
  private final Balancer<URI> orders =
      cluster.add(
          cluster
              .ordersBuilder()
              .endpoints(servers.stream().map(FaultProxy::endpoint).toList())
              .ejection(EjectionPolicy.off())
              .build());
  private final OkHttpClient client = cluster.wrap(orders);
  private final OkHttpClient impatient =
      client.newBuilder().readTimeout(Duration.ofMillis(100)).build();

  @BeforeEach
  void useAllConnections() throws IOException {
    for (int i = 0; i < servers.size(); i++) {
      get(client, URL);
    }
  }

  private static Stream<Fault> faults() {
    return Stream.of(
        Fault.REFUSE,
        Fault.RESET,
        Fault.SILENT,
        new Fault.Truncate(0),
        new Fault.Truncate("HTTP/1.1 200 OK\r\n".length()),
        new Fault.Drip(Duration.ofMinutes(1)),
        new Fault.Garbage(ByteString.encodeUtf8("no HTTP\r\n")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPostRunsAtMostOnceOnOpenConnections(Fault fault) {
    servers.forEach(server -> server.inject(fault));

    assertEachRunsAtMostOnce(impatient);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPostRunsAtMostOnceOnNewConnections(Fault fault) {
    servers.forEach(server -> server.inject(fault));
    client.connectionPool().evictAll();

    assertEachRunsAtMostOnce(impatient);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPostThatSucceedsElsewhereRanOnlyThere(Fault fault) {
    servers.get(0).inject(fault);
    servers.get(1).inject(fault);

    assertEachRunsAtMostOnce(impatient);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aPostThatEveryServerRejectsRunsOnce(int status) {
    MockResponse again =
        new MockResponse.Builder().code(status).addHeader("Retry-After", "0").build();
    servers.forEach(server -> server.backend().answer(again));

    assertEachRunsAtMostOnce(client);
    assertThat(runs()).hasSize(CALLS);
  }

  private void assertEachRunsAtMostOnce(OkHttpClient caller) {
    List<String> served = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      String order = "order " + i;
      if (isServed(caller, order)) {
        served.add(order);
      }
    }
    assertIdle(orders);
    assertThat(runs()).doesNotHaveDuplicates().containsAll(served);
  }

  private static boolean isServed(OkHttpClient caller, String order) {
    try (Response response = caller.newCall(post(URL, order)).execute()) {
      return response.isSuccessful();
    } catch (IOException e) {
      return false;
    }
  }

  /** The POSTs that the servers have run, by their bodies. */
  private List<String> runs() {
    return servers.stream()
        .flatMap(server -> server.backend().requests().stream())
        .filter(request -> request.getMethod().equals("POST"))
        .map(AtMostOnceTest::body)
        .toList();
  }

  private static String body(RecordedRequest request) {
    ByteString body = request.getBody();
    return body == null ? "" : body.utf8();
  }
}

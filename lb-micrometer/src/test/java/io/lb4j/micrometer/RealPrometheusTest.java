package io.lb4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Prometheus scrapes a balancer under traffic, and answers every query of the dashboard. */
@Tag("full")
final class RealPrometheusTest {

  private static final Tool PROMETHEUS = new Tool("prometheus");

  /** The expressions in the dashboard and in the rules' one-line records. */
  private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

  @TempDir private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void everyQueryOfTheDashboardHasAnAnswer() throws Exception {
    assumeTrue(
        PROMETHEUS.isInstalled(),
        "prometheus is not installed, so the dashboard's queries are checked by name only; install"
            + " it (Debian: prometheus) to run this test");
    try (Balancer<String> balancer =
        Balancer.<String>builder("orders")
            .source(EndpointSource.fixed(Fleet.endpoints(0, 3)))
            .affinity(SessionAffinity.inMemory(100, Duration.ofHours(1)))
            .build()) {
      Scrape scrape = new Scrape().of(balancer, MetricsOptions.defaults().withEndpoints(3));
      HttpServer exporter =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      exporter.createContext(
          "/metrics",
          exchange -> {
            traffic(balancer);
            byte[] text = scrape.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
          });
      exporter.start();
      int port = freePort();
      Process prometheus = start(exporter.getAddress().getPort(), port);
      try {
        await(port, "count_over_time(lb_endpoints[1m]) > 5");
        assertThat(queries()).hasSizeGreaterThan(20);
        for (String query : queries()) {
          assertThat(answer(port, query)).as(query).doesNotContain("\"result\":[]");
        }
        await(port, "lb:requests:rate5m");
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
        exporter.stop(0);
      }
    }
  }

  private static void traffic(Balancer<String> balancer) {
    for (AttemptKind kind : AttemptKind.values()) {
      for (Outcome outcome : List.of(Outcome.success(), Outcome.timeout())) {
        try (Lease<String> lease =
            balancer.select(SelectionContext.forKey("key").asAttempt(kind))) {
          lease.report(outcome);
        }
      }
    }
  }

  private Process start(int exporterPort, int port) throws IOException {
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 500ms, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
          - job_name: clients
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(OperationsFiles.path("prometheus-rules.yml"), exporterPort));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static List<String> queries() throws IOException {
    String dashboard = Files.readString(OperationsFiles.path("grafana-dashboard.json"));
    Stream<String> expressions =
        EXPRESSION.matcher(dashboard).results().map(found -> found.group(1));
    return expressions
        .map(text -> text.replace("\\\"", "\"").replace("$__rate_interval", "1m"))
        .map(text -> text.replaceAll("\\$(balancer|instance)", ".*"))
        .toList();
  }

  private void await(int port, String query) throws Exception {
    CountDownLatch pause = new CountDownLatch(1);
    for (int i = 0; i < 120 && answer(port, query).contains("\"result\":[]"); i++) {
      assertThat(pause.await(500, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(answer(port, query)).as(query).doesNotContain("\"result\":[]");
  }

  /** What Prometheus answers; like an empty result as long as it is not up. */
  private String answer(int port, String query) throws InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(port, URLEncoder.encode(query, StandardCharsets.UTF_8)));
    try {
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isIn(200, 503);
      return response.statusCode() == 200 ? response.body() : "\"result\":[]";
    } catch (IOException e) {
      return "\"result\":[]";
    }
  }
}

package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as a real Prometheus sees it, with the configuration and the rules of docs/operations.
 */
@Tag("full")
class PrometheusTest {

  private static final Pattern NAME = Pattern.compile("- (?:record|alert): (\\S+)");

  private static final String OUT = "lb_endpoints{state=~\"ejected|unhealthy\"}";

  @TempDir private Path directory;

  @Test
  void seesTheRunningDemoAndWhatHappensThere() throws Exception {
    Optional<Path> executable = Prometheus.installed();
    assumeTrue(
        executable.isPresent(),
        "prometheus is not installed, so nobody scrapes the demo; apt-get install prometheus");
    try (Stage stage = Stage.start(PolicyChoice.PEAK_EWMA, PolicyChoice.ROUND_ROBIN, 200);
        PageServer page = new PageServer(PageServer.bind(0), stage);
        Prometheus prometheus = Prometheus.start(executable.get(), directory, scraping(page))) {
      prometheus.await("up{job=\"demo\"} == 1");
      for (JsonNode rule : prometheus.get("rules?type=record").at("/groups/0/rules")) {
        prometheus.await(ofBothSides(rule.path("name").asText()));
      }
      assertThat(prometheus.get("rules").at("/groups/0/rules"))
          .allSatisfy(rule -> assertThat(rule.path("health").asText()).isEqualTo("ok"))
          .extracting(rule -> rule.path("name").asText())
          .containsExactlyElementsOf(rulesOfTheFile());

      order(page, "{\"order\":\"afflict\",\"server\":\"s3\",\"condition\":\"DEAD\"}");
      prometheus.await(ofBothSides("sum by (lb_name) (" + OUT + ") > 0"));
      prometheus.await(ofBothSides("lb:healthy:ratio < 1"));

      // It takes connections, so checks find nothing; round robin sends a sixth of all calls there.
      order(page, "{\"order\":\"afflict\",\"server\":\"s4\",\"condition\":\"FAILING\"}");
      prometheus.await("lb_ejections_total{lb_name=\"orders-b\", reason=\"failures\"} > 0");
    }
  }

  private static String ofBothSides(String query) {
    return "count(" + query + ") == 2";
  }

  private static String scraping(PageServer page) throws Exception {
    return OperationsFiles.text("prometheus-demo.yml")
        .replace("127.0.0.1:8090", page.uri().getAuthority())
        .replace("prometheus-rules.yml", OperationsFiles.path("prometheus-rules.yml").toString());
  }

  private static List<String> rulesOfTheFile() throws Exception {
    return NAME.matcher(OperationsFiles.text("prometheus-rules.yml"))
        .results()
        .map(rule -> rule.group(1))
        .toList();
  }

  private static void order(PageServer page, String order) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(page.uri().resolve("orders"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(order))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(204);
  }
}

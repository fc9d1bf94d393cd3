package io.lb4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules and the metrics as Prometheus itself judges them, where its tool is installed. */
final class PromtoolTest {

  private static final Tool PROMTOOL = new Tool("promtool");

  private final Path directory = OperationsFiles.path("prometheus-rules.yml").getParent();

  @BeforeAll
  static void skipWithoutPromtool() {
    assumeTrue(
        PROMTOOL.isInstalled(),
        "promtool is not installed, so nobody checks the rules of docs/operations; install it"
            + " (Debian: prometheus) to run these tests");
  }

  @Test
  void theRulesAreValid() throws Exception {
    Tool.Run run = PROMTOOL.run(directory, "", "check", "rules", "prometheus-rules.yml");

    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @Test
  void theAlertsFireWhenTheyShould() throws Exception {
    Tool.Run run = PROMTOOL.run(directory, "", "test", "rules", "prometheus-rules-test.yml");

    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @Test
  void everyAlertIsTested() throws IOException {
    String tests = Files.readString(directory.resolve("prometheus-rules-test.yml"));

    assertThat(
            Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(directory.resolve("prometheus-rules.yml")))
                .results()
                .map(alert -> alert.group(1)))
        .isNotEmpty()
        .allSatisfy(alert -> assertThat(tests).contains("- alertname: " + alert + "\n"));
  }

  @Test
  void theScrapeHasNoFlaws() throws Exception {
    Fleet fleet = new Fleet(3);
    Scrape scrape = new Scrape().of(fleet.balancer, MetricsOptions.defaults().withEndpoints(3));
    fleet.callsOfAllKinds();

    Tool.Run run = PROMTOOL.run(directory, scrape.text(), "check", "metrics");

    assertThat(run.exitCode()).as(run.output()).isZero();
  }
}

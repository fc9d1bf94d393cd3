package io.lb4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.EndpointSource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/operations promises is what a scrape contains. */
final class OperationsFilesTest {

  private static final Pattern NAME = Pattern.compile("(?<![a-z_:])lb_[a-z_]+");

  private final Fleet fleet =
      new Fleet(
          3,
          builder ->
              builder
                  .source(EndpointSource.fixed(Fleet.endpoints(0, 3)))
                  .affinity(SessionAffinity.inMemory(100, Duration.ofHours(1))));
  private final Scrape scrape =
      new Scrape().of(fleet.balancer, MetricsOptions.defaults().withEndpoints(3));

  /** The metrics that a text names; labels look like them. */
  private static Set<String> metricsIn(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    names.remove("lb_name");
    return names;
  }

  @Test
  void thePageListsExactlyTheMetricsOfAScrape() throws IOException {
    fleet.callsOfAllKinds();
    StringBuilder table = new StringBuilder();
    Files.readString(OperationsFiles.path("metrics.md"))
        .lines()
        .filter(line -> line.startsWith("| `lb."))
        .forEach(table::append);

    assertThat(metricsIn(table.toString())).isEqualTo(scrape.names());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grafana-dashboard.json",
        "prometheus-rules.yml",
        "prometheus-rules-test.yml",
        "runbook.md"
      })
  void everyMetricThatIsNamedElsewhereIsThereToo(String file) throws IOException {
    fleet.callsOfAllKinds();

    Set<String> named = metricsIn(Files.readString(OperationsFiles.path(file)));

    assertThat(named).isNotEmpty();
    assertThat(scrape.names()).containsAll(named);
  }

  @Test
  void everyAlertLeadsToAChapterOfTheRunbook() throws IOException {
    Set<String> anchors = new TreeSet<>();
    Files.readString(OperationsFiles.path("runbook.md"))
        .lines()
        .filter(line -> line.startsWith("## "))
        .forEach(line -> anchors.add(line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-')));

    Matcher links =
        Pattern.compile("runbook: runbook\\.md#(\\S+)")
            .matcher(Files.readString(OperationsFiles.path("prometheus-rules.yml")));

    assertThat(links.results().map(link -> link.group(1))).isNotEmpty().isSubsetOf(anchors);
  }
}

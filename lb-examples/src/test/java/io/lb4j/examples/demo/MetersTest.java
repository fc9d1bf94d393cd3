package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus reads from the demo. */
class MetersTest {

  /** The demo's endpoints come from no source, and its calls have no sessions. */
  private static final Set<String> NOT_IN_THE_DEMO =
      Set.of(
          "lb_discovery_age_seconds",
          "lb_discovery_stale",
          "lb_sessions",
          "lb_sessions_moved_total");

  /** A metric's name, and what stands in braces behind it; labels look like names. */
  private static final Pattern METRIC =
      Pattern.compile("(?<![a-z_:])(?!lb_name)(lb_[a-z_]+)(?:\\{([^}]*)})?");

  private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=|!=|=~|!~)\\\\?\"");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([a-z_, ]+)\\)");

  private static Stage stage;

  @BeforeAll
  static void start() throws Exception {
    stage = Stage.start(PolicyChoice.PEAK_EWMA, PolicyChoice.ROUND_ROBIN, 100);
    while (!series().contains("lb_endpoint_requests_seconds_count")) { // Needs a call.
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void theDashboardAndTheRulesFindTheirMetricsAndLabels() throws IOException {
    String series = series();
    Map<String, Set<String>> there = labelsByMetric(series);
    Set<String> allLabels = labels(series);
    allLabels.add("instance"); // Prometheus adds it.

    for (String file : List.of("grafana-dashboard.json", "prometheus-rules.yml")) {
      String text = OperationsFiles.text(file);
      Map<String, Set<String>> wanted = labelsByMetric(text);
      assertThat(wanted).as(file).isNotEmpty();
      wanted.keySet().removeAll(NOT_IN_THE_DEMO);
      wanted.forEach(
          (metric, labels) -> {
            labels.remove("instance");
            assertThat(there).as(file).containsKey(metric);
            assertThat(there.get(metric)).as("%s in %s", metric, file).containsAll(labels);
          });
      assertThat(groupings(text)).as(file).isNotEmpty().isSubsetOf(allLabels);
    }
    assertThat(there.keySet()).doesNotContainAnyElementsOf(NOT_IN_THE_DEMO);
  }

  @Test
  void aPolicyThatIsChosenAnewTakesTheOldOnesMetersAway() {
    String serving = "lb_endpoints_serving{lb_name=\"orders-b\",policy=\"%s\"}";

    stage.choose(SideName.B, PolicyChoice.ROUND_ROBIN);
    assertThat(series()).as("the same again").contains(serving.formatted("round_robin"));

    stage.choose(SideName.B, PolicyChoice.RANDOM);
    assertThat(series())
        .contains(serving.formatted("random"))
        .contains("lb_endpoints_serving{lb_name=\"orders-a\",policy=\"peak_ewma\"}")
        .doesNotContain("round_robin");
  }

  /** The lines of a scrape that are time series. */
  private static String series() {
    return stage
        .meters()
        .scrape()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, Set<String>> labelsByMetric(String text) {
    Map<String, Set<String>> found = new TreeMap<>();
    Matcher metric = METRIC.matcher(text);
    while (metric.find()) {
      Set<String> labels = found.computeIfAbsent(metric.group(1), name -> new TreeSet<>());
      if (metric.group(2) != null) {
        labels.addAll(labels(metric.group(2)));
      }
    }
    return found;
  }

  private static Set<String> labels(String text) {
    Set<String> found = new TreeSet<>();
    LABEL.matcher(text).results().forEach(label -> found.add(label.group(1)));
    return found;
  }

  private static Set<String> groupings(String text) {
    Set<String> found = new TreeSet<>();
    GROUPING
        .matcher(text)
        .results()
        .forEach(by -> found.addAll(List.of(by.group(1).split(", ", -1))));
    return found;
  }
}

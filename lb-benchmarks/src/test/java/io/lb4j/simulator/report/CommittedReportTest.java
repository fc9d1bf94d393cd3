package io.lb4j.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.policy.Contestant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the committed report against the code. Runs are deterministic, so figures are compared
 * exactly. When a change of behaviour is meant, generate the report anew and commit it beside the
 * change: its diff shows what changed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommittedReportTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final String MENDING =
      "the committed report is not what the code does; if that is meant, run"
          + " `java -jar lb-benchmarks/target/simulator.jar report` and commit docs";

  /** Quick to run, and together they meet ejection, slow start, retries, keys and load reports. */
  private static final List<String> CHEAP =
      List.of("slow-backend", "black-hole", "rejections", "total-outage", "cold-start");

  private FigureTable committed = new FigureTable(List.of());

  @BeforeAll
  void read() throws IOException {
    committed = FigureTable.parse(Files.readString(DOCS.resolve(Report.KEY_FIGURES)));
  }

  static Stream<String> cheap() {
    return CHEAP.stream();
  }

  @ParameterizedTest
  @MethodSource("cheap")
  void figuresOfQuickScenariosAreWhatTheCodeDoes(String scenario) {
    for (Contestant contestant : Plan.contestants(scenario)) {
      assertThat(ReportRuns.one(scenario, contestant, 1).line())
          .as(MENDING)
          .isEqualTo(committed.run(scenario, contestant.toString(), 1).line());
    }
  }

  @Test
  void pageAndPlotsFollowFromTheFigures() throws IOException {
    assertCommitted(Report.ofFigures(committed));
  }

  @Test
  void thePlanIsWhatWasRun() {
    for (String scenario : Plan.scenarios()) {
      assertThat(committed.policies(scenario))
          .as(MENDING)
          .containsExactlyElementsOf(
              Plan.contestants(scenario).stream().map(Contestant::toString).toList());
    }
    assertThat(committed.rows())
        .as(MENDING)
        .hasSize(
            (int) committed.seeds()
                * Plan.scenarios().stream().mapToInt(name -> Plan.contestants(name).size()).sum());
  }

  @Test
  @Tag("full")
  void everyFigureIsWhatTheCodeDoes() throws InterruptedException {
    List<Long> seeds = LongStream.rangeClosed(1, committed.seeds()).boxed().toList();
    int threads = Runtime.getRuntime().availableProcessors();
    assertThat(ReportRuns.all(seeds, threads, line -> {}).text())
        .as(MENDING)
        .isEqualTo(committed.text());
  }

  @Test
  @Tag("full")
  void coursesOverTimeAreWhatTheCodeDoes() throws IOException {
    assertCommitted(Report.ofSeries());
  }

  private static void assertCommitted(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      assertThat(Files.readString(DOCS.resolve(file.getKey())))
          .as(file.getKey() + ": " + MENDING)
          .isEqualTo(file.getValue());
    }
  }
}

package io.lb4j.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.scenario.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

  private static final String SCENARIO =
      """
      description: two servers
      duration: 10s
      clients:
        count: 2
        arrivals: poisson(100/s)
      servers:
        count: 2
        service: exponential(1ms)
      """;

  @TempDir Path folder;
  private final StringWriter printed = new StringWriter();
  private final StringWriter complaints = new StringWriter();
  private String mine = "";

  @BeforeEach
  void writeScenario() throws IOException {
    mine = write(SCENARIO);
  }

  @Test
  void listHasALineForEachScenarioNameFirst() {
    assertThat(run("list")).isZero();
    assertThat(printed.toString().lines().map(line -> line.split(" ", 2)[0]))
        .containsExactlyElementsOf(Scenarios.names());
  }

  @Test
  void whatShowPrintsCanBeRun() throws IOException {
    assertThat(run("show", "slow-backend")).isZero();
    String file = write(printed.toString().replace("60s", "1s"));
    assertThat(run("run", file, "--policy", "round_robin")).isZero();
    assertThat(printed.toString()).contains("round_robin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4"})
  void resultsAreTheSameHoweverManyRunAtOnce(String threads) {
    run("compare", mine, "--policy", "random,peak_ewma", "--seeds", "3", "--format", "json");
    String inTheUsualWay = printed.toString();
    printed.getBuffer().setLength(0);
    run(
        "compare",
        mine,
        "--policy",
        "random,peak_ewma",
        "--seeds",
        "3",
        "--format",
        "json",
        "--threads",
        threads);
    assertThat(printed.toString()).isEqualTo(inTheUsualWay);
    assertThat(inTheUsualWay.lines()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run slow-bckend                    | did you mean \"slow-backend\"?",
        "run MINE --policy foo              | there is no policy \"foo\"; known are",
        "run MINE --policy peak_emwa        | did you mean \"peak_ewma\"?",
        "run MINE --policy round_robin(3)   | round_robin without parentheses",
        "run MINE --policy maglev(100)      | prime",
        "run MINE --policy least(board(1s,2s)) | has 2 arguments",
        "run MINE --policy random/no_health | there is no switch \"no_health\"",
        "run MINE --seeds 0                 | --seeds is 0; it must be at least 1",
        "run MINE --sed 3                   | --seed, --seeds",
        "run MINE --format xml              | [text, json, html]",
        "run MINE --out MINE                | where no files can go",
        "show nothing                       | there is no scenario \"nothing\"",
        "run                                | Missing required parameter: 'SCENARIO'",
        "''                                 | list, show, run, compare or report",
      })
  void aMistakeIsToldInALineAndEndsWithTwo(String arguments, String complaint) {
    String[] args = arguments.replace("MINE", mine).split(" ", -1);
    assertThat(run(arguments.isEmpty() ? new String[0] : args)).isEqualTo(2);
    assertThat(complaints.toString()).contains(complaint).doesNotContain("\tat ");
  }

  @Test
  void aPolicyThatCannotServeTheServersIsAMistakeToo() throws IOException {
    String file =
        write(SCENARIO.replace("count: 2\n  service", "count: 2\n  weight: 0.5\n  service"));
    assertThat(run("run", file, "--policy", "smooth_weighted_round_robin")).isZero();
    assertThat(run("run", file, "--policy", "modulo_hash")).isEqualTo(2);
    assertThat(complaints.toString())
        .startsWith("in scenario mine: ")
        .contains("0.5")
        .doesNotContain("\tat ");
  }

  private String write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("mine.yaml"), yaml).toString();
  }

  private int run(String... args) {
    CommandLine commandLine =
        Main.commandLine()
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(complaints, true));
    return commandLine.execute(args);
  }
}

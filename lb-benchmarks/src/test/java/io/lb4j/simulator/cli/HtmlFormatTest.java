package io.lb4j.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HtmlFormatTest {

  @TempDir Path folder;

  private Path scenario;

  @BeforeEach
  void writeScenario() throws IOException {
    scenario = folder.resolve("a&b.yaml");
    Files.writeString(
        scenario,
        """
        description: <b>Two</b> servers
        duration: 3s
        clients:
          arrivals: poisson(100/s)
        servers:
          count: 2
          service: exponential(1ms)
        """);
  }

  @Test
  void thePageIsPrinted() {
    assertThat(run("run", scenario.toString(), "--format", "html"))
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("<h1>a&amp;b</h1>", "<p>&lt;b&gt;Two&lt;/b&gt; servers</p>");
  }

  @Test
  void thePageOfAComparisonGoesIntoAFolder() throws IOException {
    Path out = folder.resolve("out");
    String printed =
        run(
            "compare",
            scenario.toString(),
            "--policy",
            "random,round_robin",
            "--format",
            "html",
            "--out",
            out.toString());

    assertThat(printed).contains("round_robin", "The page is " + out.resolve("a&b.html"));
    assertThat(out).isDirectoryContaining("glob:**a&b-random-1.json");
    assertThat(Files.readString(out.resolve("a&b.html")))
        .contains(Files.readString(out.resolve("a&b-random-1.json")).strip())
        .contains(Files.readString(out.resolve("a&b-round_robin-1.json")).strip());
  }

  private static String run(String... args) {
    StringWriter printed = new StringWriter();
    CommandLine commandLine = Main.commandLine().setOut(new PrintWriter(printed));
    assertThat(commandLine.execute(args)).isZero();
    return printed.toString();
  }
}

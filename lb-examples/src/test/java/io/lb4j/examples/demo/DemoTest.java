package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsWhereThePageIsAndEndsInTime() {
    assertThat(run("--port", "0", "--seconds", "1")).isZero();

    assertThat(out.toString())
        .containsPattern("The page is at http://127\\.0\\.0\\.1:\\d+/\\R")
        .containsPattern("Metrics for Prometheus are at http://127\\.0\\.0\\.1:\\d+/metrics\\R")
        .contains("It ends after 1 s.");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void offersAnotherPortForOneThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(run("--port", String.valueOf(port), "--seconds", "1")).isEqualTo(1);

      assertThat(err.toString())
          .containsPattern("port " + port + " is taken; try --port \\d+, which is free");
    }
  }

  @Test
  void helpNamesEveryOptionAndExitCode() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("--port", "--open", "--rate", "--policy", "--against", "--seconds", "Exit codes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port 70000",
        "--port -1",
        "--rate 5",
        "--seconds -1",
        "--policy best",
        "--against ROUND_ROBIN",
        "--loud"
      })
  void wrongUsageIsExplained(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(CommandLine.ExitCode.USAGE);

    assertThat(err.toString()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Linux, xdg-open", "Mac OS X, open", "Windows 11, rundll32"})
  void opensTheBrowserAsTheOperatingSystemDoes(String systemAndCommand) {
    String[] expected = systemAndCommand.split(", ", -1);
    URI page = URI.create("http://127.0.0.1:8090/");

    assertThat(Browser.command(expected[0], page))
        .startsWith(expected[1])
        .endsWith(page.toString());
  }

  private int run(String... args) {
    return new CommandLine(new Demo())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}

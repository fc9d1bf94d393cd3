package io.lb4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line says before anything is measured. */
class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"--help", "report --help", "report -h", "updates --help", "footprint -h"})
  void everyCommandHelps(String arguments) {
    assertThat(execute(arguments)).isZero();
    assertThat(out.toString()).contains("Usage: benchmarks").contains("--help");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theHelpNamesTheCommandsAndTheExitCodes() {
    execute("--help");
    assertThat(out.toString()).contains("report", "updates", "footprint", "JMH", "Exit codes:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          report selekt                       | there is no table "selekt"; did you mean "select"?
          report select -p policy=maglef      | there is no policy "maglef"; did you mean "maglev"?
          report rebuild -p policy=c4         | there is no policy "c4"; did you mean "c3"?
          report select -p n=none             | n is "none"; it must be a whole number of endpoints
          report select -p nosuch=1           | there is no parameter "nosuch"; known are: policy, n
          report select -ppolice=c3           | there is no parameter "police"; did you mean "policy"?
          report select -t                    | Option t requires an argument
          report --csf                        | csf is not a recognized option
          report select rebuild --csv         | --csv prints one table; say which of select, rebuild
          updates maglef                      | did you mean "maglev"?
          updates 1                           | "1" is neither a policy nor a number of endpoints
          updates --csf                       | Unknown option: '--csf'
          footprint 7                         | there is no policy "7"
          """)
  void mistakesAreToldBeforeAnythingIsMeasured(String arguments, String message) {
    assertThat(execute(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  private int execute(String arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.split(" "));
  }
}

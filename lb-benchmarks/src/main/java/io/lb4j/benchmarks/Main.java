package io.lb4j.benchmarks;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The jar's entry: the tables of this project, or JMH with its own options. */
@Command(
    name = "benchmarks",
    description = {
      "Measures lb4j. What is not one of the commands below is for JMH, whose options -h shows:",
      "-l lists the benchmarks, names run them.",
      ""
    },
    subcommands = {Report.class, UpdatesReport.class, Footprint.class},
    synopsisHeading = "Usage: benchmarks COMMAND, or JMH's options%n%n",
    customSynopsis = "",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:a benchmark failed",
      "2:the command line is wrong; the message says where"
    },
    footer = {
      "",
      "Examples:",
      "  benchmarks report select -p policy=peakEwma -t 1",
      "  benchmarks updates maglev 10000",
      "  benchmarks SelectBenchmark -p policy=c3 -prof gc -t 2"
    })
public final class Main implements Runnable {

  @Option(names = "--help", usageHelp = true, description = "show this help, or a command's")
  boolean help;

  @Spec @Nullable CommandSpec spec;

  private Main() {}

  /**
   * Runs what the first argument names, and ends the process with its exit code.
   *
   * @param args see {@code --help}; else JMH's
   */
  public static void main(String[] args) throws Exception {
    Commands.run(commandLine(), args);
  }

  static CommandLine commandLine() {
    return Commands.of(new Main());
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say what to do: report, updates or footprint");
  }
}

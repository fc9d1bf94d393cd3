package io.lb4j.benchmarks;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry of the jar with the other libraries: the tables, or JMH with its own options. */
@Command(
    name = "peers",
    description = {
      "Measures other load-balancing libraries beside lb4j. What is not the command below is for",
      "JMH, whose options -h shows.",
      ""
    },
    subcommands = PeerReport.class,
    synopsisHeading = "Usage: peers report, or JMH's options%n%n",
    customSynopsis = "",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:a benchmark failed",
      "2:the command line is wrong; the message says where"
    })
public final class Peers implements Runnable {

  @Option(names = "--help", usageHelp = true, description = "show this help, or the command's")
  boolean help;

  @Spec @Nullable CommandSpec spec;

  private Peers() {}

  /**
   * Runs what the first argument names, and ends the process with its exit code.
   *
   * @param args see {@code --help}; else JMH's
   */
  public static void main(String[] args) throws Exception {
    Commands.run(Commands.of(new Peers()), args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say what to do: report");
  }
}

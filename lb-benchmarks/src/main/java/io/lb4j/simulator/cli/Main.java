package io.lb4j.simulator.cli;

import io.lb4j.simulator.scenario.ScenarioException;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The simulator's main class. */
@Command(
    name = "simulator",
    description = {
      "Drives the production balancer through simulated traffic, hours in seconds.",
      "The same scenario, policy and seed give the same result, byte for byte.",
      ""
    },
    mixinStandardHelpOptions = true,
    version = "lb4j simulator",
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      RunCommand.class,
      CompareCommand.class,
      ReportCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:a run failed",
      "2:the command line or the scenario is wrong; the message says where"
    },
    footer = {
      "",
      "Examples:",
      "  simulator list",
      "  simulator run slow-backend",
      "  simulator compare slow-backend --policy round_robin,peak_ewma --seeds 5",
      "  simulator show slow-backend > mine.yaml   and, after changes,   simulator run mine.yaml"
    })
public final class Main implements Runnable {

  private static final int WRONG_INPUT = 2;

  @Spec @Nullable CommandSpec spec;

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    // What thousands of balancers say of their endpoints is in the result.
    System.setProperty("org.slf4j.simpleLogger.log.io.lb4j", "off");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> {
              if (exception instanceof ScenarioException
                  || exception instanceof IllegalArgumentException) {
                PrintWriter err = commandLine.getErr();
                err.println(commandLine.getColorScheme().errorText(exception.getMessage()));
                err.flush();
                return WRONG_INPUT;
              }
              throw exception;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "say what to do: list, show, run, compare or report");
  }
}

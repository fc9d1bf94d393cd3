package io.lb4j.benchmarks;

import java.io.PrintWriter;
import java.util.Objects;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;

/** Runs a jar's own commands, and leaves everything else to JMH. */
final class Commands {

  private Commands() {}

  /** Runs what the first argument names; a command of ours ends the process with its exit code. */
  static void run(CommandLine ours, String... args) throws Exception {
    if (args.length > 0
        && (args[0].equals("--help") || ours.getSubcommands().containsKey(args[0]))) {
      System.exit(ours.execute(args));
    }
    org.openjdk.jmh.Main.main(args);
  }

  /** Tells failed benchmarks in one line, and lets {@code report} take JMH's options. */
  static CommandLine of(Object root) {
    CommandLine commandLine =
        new CommandLine(root)
            .setExecutionExceptionHandler(
                (exception, failed, parsed) -> {
                  if (exception instanceof RunnerException) {
                    PrintWriter err = failed.getErr();
                    err.println(failed.getColorScheme().errorText(exception.getMessage()));
                    err.flush();
                    return CommandLine.ExitCode.SOFTWARE;
                  }
                  throw exception;
                });
    Objects.requireNonNull(commandLine.getSubcommands().get("report"))
        .setUnmatchedOptionsArePositionalParams(true);
    return commandLine;
  }
}

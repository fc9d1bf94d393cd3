package io.lb4j.simulator.cli;

import io.lb4j.simulator.report.Report;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "report",
    description = {
      "Writes the committed report on all built-in scenarios.",
      "That is simulation.md, its plots and a table of all runs. Takes some ten minutes on two"
          + " processors."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where the page goes; ${DEFAULT-VALUE} unless given")
  Path out = Path.of("docs");

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "runs of each policy in each scenario; ${DEFAULT-VALUE} unless given, and so many are"
              + " committed")
  int seeds = 3;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "runs at once; each needs one processor and its own memory")
  int threads = Runtime.getRuntime().availableProcessors();

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    RunOptions.requirePositive("--seeds", seeds);
    RunOptions.requirePositive("--threads", threads);
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Report.generate(
        out,
        seeds,
        threads,
        line -> {
          err.println(line);
          err.flush();
        });
    return 0;
  }
}

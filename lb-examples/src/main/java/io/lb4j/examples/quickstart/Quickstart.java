package io.lb4j.examples.quickstart;

import io.lb4j.examples.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that shows a balancer at work. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    header = "Six servers, trouble of every kind, and not one failed call.",
    description = {
      "%nStarts real HTTP servers on this machine and calls them through an OkHttp client that lb4j"
          + " balances, with the default policy. Then one server becomes 10 times slower, one is"
          + " killed with its connections reset, one is drained and stopped, one is added, and the"
          + " killed one returns.%n",
      "Shows every second who gets how much; on a terminal as a table, else as lines. At the end"
          + " tells what happened and why. For programs, so with --json or where the output is no"
          + " terminal, the last line is a JSON object with the figures.%n"
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no call failed, and ejected servers got nothing but their probes",
      "1:a call failed, an ejected server got more, or the servers could not be started",
      "2:the command line is wrong"
    },
    footer = "%nNO_COLOR in the environment is honoured.")
public final class Quickstart implements Callable<Integer> {

  private static final int MIN_SECONDS = 5;
  private static final int MAX_SECONDS = 3600;
  private static final int MIN_RATE = 20;
  private static final int MAX_RATE = 1000;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "how long it takes, 5 to 3600; phases, ejections and slow start scale with it (default:"
              + " ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "300",
      description = "calls per second, 20 to 1000 (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(names = "--plain", description = "print lines even if this is a terminal")
  private boolean plain;

  @Option(
      names = "--json",
      description = "print the figures as JSON, too; done anyway if this is no terminal")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireBetween("--seconds", seconds, MIN_SECONDS, MAX_SECONDS);
    requireBetween("--rate", rate, MIN_RATE, MAX_RATE);
    PrintWriter out = spec.commandLine().getOut();
    Show show = new Show(Duration.ofSeconds(seconds), rate);
    out.printf(
        Locale.ROOT,
        """
        Balancing %d calls/s over %d servers for %d s, by the default policy. To fit the time,
        ejections last %.1f to %.1f s here, not 30 to 300, and slow start takes %.1f s, not 30.
        It begins after a second of warming up.

        """,
        rate,
        Scenario.SERVERS,
        seconds,
        inSeconds(show.firstEjection()),
        inSeconds(show.longestEjectionAndSlowStart()),
        inSeconds(show.longestEjectionAndSlowStart()));
    Report report = show.play(display(out));
    new Summary(out).print(report, show.timeline());
    show.firstFailures().forEach(spec.commandLine().getErr()::println);
    if (json || !Terminal.isInteractive()) {
      out.println(report.toJson());
    }
    out.flush();
    return report.ok() ? 0 : 1;
  }

  private Display display(PrintWriter out) {
    return plain || !Terminal.isInteractive()
        ? new PlainLines(out)
        : new LiveTable(out, Terminal.wantsColors());
  }

  private void requireBetween(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; it must be " + min + " to " + max);
    }
  }

  private static double inSeconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}

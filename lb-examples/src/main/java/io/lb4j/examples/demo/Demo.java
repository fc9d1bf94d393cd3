package io.lb4j.examples.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that shows two policies in a browser. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    header = "A live page: make trouble, and watch two policies deal with it.",
    description = {
      "%nStarts real HTTP servers on this machine and calls them through OkHttp clients that lb4j"
          + " balances, by two policies under the same traffic. The page shows who gets how much"
          + " and why; on it you make servers slow, failing, hanging or dead, drain and add them,"
          + " and change policies and load.%n",
      "The page is for browsers on this machine only, and needs nothing from anywhere else. Beside"
          + " it, at /metrics, are the metrics of both balancers for Prometheus; rules and a"
          + " Grafana dashboard are in docs/operations.%n"
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the time was up",
      "1:the port is taken, or the servers could not be started",
      "2:the command line is wrong"
    })
public final class Demo implements Callable<Integer> {

  private static final int MAX_PORT = 65_535;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8090",
      description = "where the page is, 0 for any free port (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(names = "--open", description = "open the page in the browser")
  private boolean open;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "calls per second to begin with, 20 to 500 (default: ${DEFAULT-VALUE})")
  private int rate;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Option(
      names = "--policy",
      paramLabel = "ID",
      defaultValue = "peak_ewma",
      description = "the policy on the left to begin with (default: ${DEFAULT-VALUE})")
  private String policy;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Option(
      names = "--against",
      paramLabel = "ID",
      defaultValue = "round_robin",
      description = "the policy on the right to begin with (default: ${DEFAULT-VALUE})")
  private String against;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "0",
      description = "how long it runs, 0 for until it is stopped (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireBetween("--port", port, 0, MAX_PORT);
    requireBetween("--rate", rate, Stage.MIN_RATE, Stage.MAX_RATE);
    requireBetween("--seconds", seconds, 0, Integer.MAX_VALUE);
    PolicyChoice left = policy("--policy", policy);
    PolicyChoice right = policy("--against", against);
    // Otherwise an answer of two packets takes 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer listener;
    try {
      listener = PageServer.bind(port);
    } catch (BindException e) {
      spec.commandLine().getErr().println(taken());
      return 1;
    }
    try (Stage stage = Stage.start(left, right, rate);
        PageServer page = new PageServer(listener, stage)) {
      tell(page);
      TimeUnit.SECONDS.sleep(seconds == 0 ? Long.MAX_VALUE : seconds);
    }
    return 0;
  }

  private void tell(PageServer page) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("The page is at " + page.uri());
    out.println("Metrics for Prometheus are at " + page.metricsUri());
    out.println(seconds == 0 ? "Ctrl-C ends it." : "It ends after " + seconds + " s.");
    if (open) {
      try {
        Browser.open(page.uri());
      } catch (IOException e) {
        out.println("No browser could be opened (" + e.getMessage() + "); open that address.");
      }
    }
    out.flush();
  }

  private String taken() throws IOException {
    HttpServer other = PageServer.bind(0);
    int free = other.getAddress().getPort();
    other.stop(0);
    return "port %d is taken; try --port %d, which is free".formatted(port, free);
  }

  private PolicyChoice policy(String option, String id) {
    try {
      return PolicyChoice.of(id);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
    }
  }

  private void requireBetween(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; it must be " + min + " to " + max);
    }
  }
}

package io.lb4j.simulator.cli;

import io.lb4j.simulator.scenario.Scenarios;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description = "Prints the file of a built-in scenario, a start for your own.",
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SCENARIO", description = "a name from `list`")
  String name = "";

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.print(Scenarios.yaml(name));
    out.flush();
    return 0;
  }
}

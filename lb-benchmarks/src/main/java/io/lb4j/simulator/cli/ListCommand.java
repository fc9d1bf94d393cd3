package io.lb4j.simulator.cli;

import io.lb4j.simulator.scenario.Scenarios;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    description = "Lists the built-in scenarios, one a line, name first.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    int width = Scenarios.names().stream().mapToInt(String::length).max().orElse(0);
    for (String name : Scenarios.names()) {
      out.println(
          name + " ".repeat(width - name.length() + 2) + Scenarios.find(name).description());
    }
    out.flush();
    return 0;
  }
}

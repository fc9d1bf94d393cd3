package io.lb4j.simulator.cli;

import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    description = "Runs a scenario under several policies, with the same arrivals for all.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--policy",
      paramLabel = "POLICIES",
      description = "separated by commas: round_robin,power_of_choices(3, in_flight),peak_ewma")
  String policies =
      "round_robin,random,least_requests,power_of_two_choices,least_response_time,peak_ewma";

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Scenario scenario = Scenarios.find(options.scenario);
    List<Contestant> contestants = split(policies).stream().map(Contestant::parse).toList();
    return new Runs(Objects.requireNonNull(spec).commandLine(), options)
        .execute(scenario, contestants);
  }

  /** Splits at commas outside of parentheses. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}

package io.lb4j.simulator.cli;

import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
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
    name = "run",
    description = "Runs a scenario under one policy.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "peak_ewma, power_of_choices(3, in_flight), round_robin/no_ejection …; the scenario's"
              + " own unless given. Switches after a slash: no_ejection, no_slow_start, no_panic,"
              + " no_hedging, no_zones")
  @Nullable String policy;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Scenario scenario = Scenarios.find(options.scenario);
    Contestant contestant = policy == null ? scenario.policy() : Contestant.parse(policy);
    return new Runs(Objects.requireNonNull(spec).commandLine(), options)
        .execute(scenario, List.of(contestant));
  }
}

package io.lb4j.benchmarks;

import io.lb4j.simulator.notation.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that prints tables takes, and how it tells of mistakes. */
final class TableOptions {

  @Option(names = "--csv", description = "print for programs; one table only")
  boolean csv;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  TableOutput output() {
    return new TableOutput(command().commandLine().getOut(), csv);
  }

  void requireKnown(String kind, String name, Collection<String> known) {
    if (!known.contains(name)) {
      throw wrong(
          "there is no " + kind + " \"" + name + "\"; " + Suggestion.forUnknown(name, known));
    }
  }

  /**
   * Reads what is JMH's.
   *
   * @param parameters those that {@code -p} may set; JMH would leave others alone, and run
   *     everything
   */
  JmhOptions jmh(List<String> arguments, String... parameters) {
    try {
      JmhOptions options = new JmhOptions(arguments.toArray(String[]::new));
      setParameters(arguments)
          .forEach(name -> requireKnown("parameter", name, List.of(parameters)));
      options.getParameter("n").orElse(List.of()).forEach(this::requireSize);
      return options;
    } catch (CommandLineOptionException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** The names in {@code -p n=10} and {@code -pn=10}; JMH does not tell them. */
  private static List<String> setParameters(List<String> arguments) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-p")) {
        names.add(beforeEquals(arguments.get(++i)));
      } else if (argument.startsWith("-p") && !argument.startsWith("-prof")) {
        names.add(beforeEquals(argument.substring(2)));
      }
    }
    return names;
  }

  private static String beforeEquals(String setting) {
    int equals = setting.indexOf('=');
    return equals < 0 ? setting : setting.substring(0, equals);
  }

  private void requireSize(String n) {
    if (!n.matches("[1-9][0-9]{0,6}")) {
      throw wrong("n is \"" + n + "\"; it must be a whole number of endpoints, at least 1");
    }
  }

  ParameterException wrong(String message) {
    return new ParameterException(command().commandLine(), message);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(command);
  }
}

package io.lb4j.benchmarks;

import java.util.List;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * JMH's options on the command line of a table. JMH takes names for patterns of benchmarks to run
 * beside those that are asked for later; here they name tables, or parts of one.
 */
@SuppressWarnings("serial") // JMH sends options to its forks; these never go there.
final class JmhOptions extends CommandLineOptions {

  JmhOptions(String... arguments) throws CommandLineOptionException {
    super(arguments);
  }

  List<String> names() {
    return super.getIncludes();
  }

  @Override
  public List<String> getIncludes() {
    return List.of();
  }
}

package io.lb4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

final class JmhOptionsTest {

  @Test
  void namesOfTablesAreNoBenchmarksToRun() throws CommandLineOptionException {
    JmhOptions options = new JmhOptions("rebuild", "-f", "1", "-p", "n=3");

    assertThat(options.names()).containsExactly("rebuild");
    assertThat(options.getParameter("n").get()).containsExactly("3");
    assertThat(new OptionsBuilder().parent(options).include("change").build().getIncludes())
        .containsExactly("change");
  }
}

package io.lb4j.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Measures the library beside its floors and prints the tables of the documentation, in Markdown,
 * each row as soon as it is known.
 *
 * <p>Takes JMH's options for forks, iterations and their times, {@code -t}, and {@code -p} to
 * choose policies and numbers of endpoints. Names of benchmarks choose the tables; none means all.
 */
final class Report {

  private static final List<String> SIZES = List.of("3", "10", "100", "1000", "10000");

  private final CommandLineOptions options;
  private final Forks forks;
  private final PrintStream out;

  private Report(CommandLineOptions options, PrintStream out) {
    this.options = options;
    this.forks = new Forks(options);
    this.out = out;
  }

  static void print(PrintStream out, String... args) throws Exception {
    CommandLineOptions options = new CommandLineOptions(args);
    Report report = new Report(options, out);
    report.line("%s", Machine.describe());
    report.line("");
    if (report.wants("select")) {
      report.select();
    }
    if (report.wants("rebuild")) {
      report.rebuild();
    }
    if (report.wants("okhttp")) {
      report.okHttp();
    }
  }

  private boolean wants(String table) {
    return options.getIncludes().isEmpty() || options.getIncludes().contains(table);
  }

  private void select() throws RunnerException {
    line("| Policy | Threads | n | lb4j, ns | Floor, ns | Ratio | B/op |");
    line("|---|--:|--:|--:|--:|--:|--:|");
    Map<String, Double> flatness = new TreeMap<>();
    List<Integer> threads =
        options.getThreads().hasValue() ? List.of(options.getThreads().get()) : List.of(1, 2);
    for (int t : threads) {
      for (String policy : chosen("policy", Policies.NAMES)) {
        double at10 = 0;
        for (String n : chosen("n", SIZES)) {
          List<Sample> arms =
              forks.alternate(
                  t,
                  Map.of("policy", policy, "n", n),
                  "SelectBenchmark.lb4j",
                  "SelectBenchmark.floor");
          Sample lb4j = arms.get(0);
          Sample floor = arms.get(1);
          line(
              "| %s | %d | %s | %s | %s | %s | %.0f |",
              policy, t, n, lb4j, floor, lb4j.dividedBy(floor), lb4j.bytes());
          at10 = n.equals("10") ? lb4j.median() : at10;
          if (n.equals("10000") && at10 > 0) {
            flatness.put(policy + ", threads: " + t, lb4j.median() / at10);
          }
        }
      }
    }
    line("");
    flatness.forEach((what, ratio) -> line("n = 10000 to n = 10, %s: %.2f", what, ratio));
  }

  private void rebuild() throws RunnerException {
    RebuildTable table = new RebuildTable(forks, out);
    List<String> policies = new ArrayList<>(RebuildTable.BESIDE_POLICIES);
    policies.addAll(Policies.ALL);
    table.print(chosen("policy", policies));
  }

  private void okHttp() throws RunnerException {
    List<Sample> arms =
        forks.alternate(
            1,
            Map.of(),
            result -> result.getStatistics().getPercentile(50),
            "OkHttpBenchmark.wrapped",
            "OkHttpBenchmark.bare");
    Sample wrapped = arms.get(0);
    Sample bare = arms.get(1);
    line("");
    line("| GET over loopback | p50, µs | Ratio | B/op |");
    line("|---|--:|--:|--:|");
    line("| bare OkHttp | %s | | %.0f |", bare, bare.bytes());
    line("| wrapped | %s | %s | %.0f |", wrapped, wrapped.dividedBy(bare), wrapped.bytes());
  }

  private Collection<String> chosen(String parameter, List<String> all) {
    return options.getParameter(parameter).orElse(all);
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }
}

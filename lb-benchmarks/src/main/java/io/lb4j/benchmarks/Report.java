package io.lb4j.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Measures the library beside its floors, and OkHttp beside itself, and prints the tables of the
 * documentation, each row as soon as it is known.
 *
 * <p>Takes JMH's options for forks, iterations and their times, {@code -t}, and {@code -p} to
 * choose policies and numbers of endpoints. Names of benchmarks choose the tables; none means all.
 * {@code --csv} prints the table of selections for programs, instead of Markdown.
 */
final class Report {

  private static final String CSV = "--csv";

  private final CommandLineOptions options;
  private final PrintStream out;

  private Report(CommandLineOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  static void print(PrintStream out, String... args) throws Exception {
    List<String> forJmh = new ArrayList<>(Arrays.asList(args));
    boolean csv = forJmh.remove(CSV);
    Report report = new Report(new CommandLineOptions(forJmh.toArray(String[]::new)), out);
    report.line("%s%s", csv ? "# " : "", Machine.describe());
    if (report.wants("select")) {
      report.select(csv);
    }
    if (report.wants("rebuild") && !csv) {
      report.rebuild();
    }
    if (report.wants("okhttp") && !csv) {
      report.okHttp();
    }
  }

  private boolean wants(String table) {
    return options.getIncludes().isEmpty() || options.getIncludes().contains(table);
  }

  private void select(boolean csv) throws RunnerException {
    line("%s", csv ? SelectRow.CSV_HEADER : "\n" + SelectRow.MARKDOWN_HEADER);
    new SelectTable(options, System.err)
        .measure(row -> line("%s", csv ? row.toCsv() : row.toMarkdown()));
  }

  private void rebuild() throws RunnerException {
    List<String> policies = new ArrayList<>(RebuildTable.BESIDE_POLICIES);
    policies.addAll(Policies.ALL);
    new RebuildTable(new Forks(options), out)
        .print(options.getParameter("policy").orElse(policies));
  }

  private void okHttp() throws RunnerException {
    List<Sample> arms =
        new Forks(options)
            .alternate(
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

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }
}

package io.lb4j.benchmarks;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.lb4j.benchmarks.peer.Contestant;
import io.lb4j.benchmarks.peer.Contestants;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Measures other libraries beside lb4j and prints one table for each kind of policy and number of
 * threads, in Markdown. All libraries of a kind run in turn, fork by fork.
 *
 * <p>Takes JMH's options for forks, iterations and their times, {@code -t}, and {@code -p n=} for
 * numbers of endpoints. Names of kinds choose the tables; none means all.
 */
final class PeerReport {

  private static final List<String> SIZES = List.of("3", "10", "100", "1000", "10000");

  private final CommandLineOptions options;
  private final Forks forks;
  private final PrintStream out;
  private final Collection<String> sizes;

  private PeerReport(CommandLineOptions options, PrintStream out) {
    this.options = options;
    this.forks = new Forks(options);
    this.out = out;
    this.sizes = options.getParameter("n").orElse(SIZES);
  }

  static void print(PrintStream out, String... args) throws Exception {
    PeerReport report = new PeerReport(new CommandLineOptions(args), out);
    report.line(Machine.describe());
    report.print();
  }

  private void print() throws RunnerException {
    Map<String, List<Contestant>> kinds =
        Contestants.all().stream()
            .filter(contestant -> wants(contestant.kind()))
            .collect(groupingBy(Contestant::kind, LinkedHashMap::new, toList()));
    for (Map.Entry<String, List<Contestant>> kind : kinds.entrySet()) {
      for (int threads : threads()) {
        table(kind.getKey(), kind.getValue(), threads);
      }
    }
  }

  private boolean wants(String kind) {
    return options.getIncludes().isEmpty() || options.getIncludes().contains(kind);
  }

  private List<Integer> threads() {
    return options.getThreads().hasValue() ? List.of(options.getThreads().get()) : List.of(1, 2);
  }

  private void table(String kind, List<Contestant> contestants, int threads)
      throws RunnerException {
    List<List<Sample>> columns = new ArrayList<>();
    for (String n : sizes) {
      columns.add(measure(contestants, threads, n));
    }
    line("");
    line("`" + kind + "()`, threads: " + threads);
    line("");
    line("| | Leaves out | " + String.join(" | ", sizes) + " |");
    line("|---|---|" + "--:|".repeat(sizes.size()));
    for (int row = 0; row < contestants.size(); row++) {
      Contestant contestant = contestants.get(row);
      List<String> cells = new ArrayList<>();
      for (List<Sample> column : columns) {
        cells.add(cell(column, row, contestant));
      }
      line(
          "| %s %s | %s | %s |",
          contestant.library(),
          contestant.policy(),
          contestant.leavesOut().stream().map(Object::toString).collect(joining(", ")),
          String.join(" | ", cells));
    }
  }

  private List<Sample> measure(List<Contestant> contestants, int threads, String n)
      throws RunnerException {
    List<Forks.Side> sides =
        contestants.stream()
            .map(
                contestant ->
                    new Forks.Side(
                        "PeerBenchmark.request", Map.of("contestant", contestant.name(), "n", n)))
            .toList();
    return forks.alternate(threads, sides, Result::getScore);
  }

  /** The first two rows are ours: the pick alone and the whole call. */
  private static String cell(List<Sample> column, int row, Contestant contestant) {
    Sample sample = column.get(row);
    if (Double.isNaN(sample.median())) {
      return "failed";
    }
    if (row < 2) {
      return nanos(sample);
    }
    Sample ours = column.get(contestant.onlyChooses() ? 0 : 1);
    return String.format(Locale.ROOT, "%s × %.2f", nanos(sample), sample.dividedBy(ours).median());
  }

  private static String nanos(Sample sample) {
    return String.format(Locale.ROOT, sample.median() < 100 ? "%.1f" : "%.0f", sample.median());
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }
}

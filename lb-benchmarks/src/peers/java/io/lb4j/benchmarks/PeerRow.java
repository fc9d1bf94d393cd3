package io.lb4j.benchmarks;

import static java.util.stream.Collectors.joining;

import io.lb4j.benchmarks.peer.Contestant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one library takes for a request, at every number of endpoints. */
final class PeerRow implements TableOutput.Row {

  static final String CSV_HEADER = "kind,library,policy,leaves_out,threads,n,nanos,times_ours";

  private final Contestant contestant;
  private final int threads;
  private final List<Cell> cells = new ArrayList<>();

  /**
   * At one number of endpoints.
   *
   * @param times how many times ours it takes; NaN for ours
   */
  private record Cell(String n, double nanos, double times) {}

  PeerRow(Contestant contestant, int threads) {
    this.contestant = contestant;
    this.threads = threads;
  }

  void add(String n, Sample sample, @Nullable Sample ours) {
    cells.add(
        new Cell(n, sample.median(), ours == null ? Double.NaN : sample.dividedBy(ours).median()));
  }

  static String markdownHeader(String kind, int threads, Collection<String> sizes) {
    return String.format(
        Locale.ROOT,
        "`%s()`, threads: %d%n%n| | Leaves out | %s |%n|---|---|%s",
        kind,
        threads,
        String.join(" | ", sizes),
        "--:|".repeat(sizes.size()));
  }

  @Override
  public String toMarkdown() {
    return String.format(
        Locale.ROOT,
        "| %s %s | %s | %s |",
        contestant.library(),
        contestant.policy(),
        leavesOut(", "),
        cells.stream().map(PeerRow::markdown).collect(joining(" | ")));
  }

  private static String markdown(Cell cell) {
    if (Double.isNaN(cell.nanos)) {
      return "failed";
    }
    String nanos = String.format(Locale.ROOT, cell.nanos < 100 ? "%.1f" : "%.0f", cell.nanos);
    return Double.isNaN(cell.times)
        ? nanos
        : String.format(Locale.ROOT, "%s × %.2f", nanos, cell.times);
  }

  @Override
  public String toCsv() {
    return cells.stream()
        .map(
            cell ->
                String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%s,%d,%s,%.1f,%.2f",
                    contestant.kind(),
                    contestant.library(),
                    contestant.policy(),
                    leavesOut("; "),
                    threads,
                    cell.n,
                    cell.nanos,
                    cell.times))
        .collect(joining("\n"));
  }

  private String leavesOut(String separator) {
    return contestant.leavesOut().stream().map(Object::toString).collect(joining(separator));
  }
}

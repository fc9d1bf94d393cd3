package io.lb4j.examples.quickstart;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Prints a report for people. */
final class Summary {

  private final PrintWriter out;

  Summary(PrintWriter out) {
    this.out = out;
  }

  void print(Report report, Timeline timeline) {
    out.println();
    out.println("What happened (-- is what was done to the servers, the rest is the balancer):");
    timeline.lines().forEach(out::println);
    out.println();
    out.println("Who answered, in percent of each phase:");
    shares(report);
    out.println();
    say(
        "%d calls, %d failed, %d retried elsewhere; p50 %.1f ms, p99 %.1f ms, slowest %.0f ms",
        report.calls(),
        report.failures(),
        report.retries(),
        report.p50Ms(),
        report.p99Ms(),
        report.maxMs());
    say(
        "%d ejections, %d probes; ejected endpoints got %d calls beyond their probes",
        report.ejections(), report.probes(), report.strayCalls());
    out.println();
  }

  private void shares(Report report) {
    StringBuilder head = new StringBuilder("  server");
    report.sharesByPhase().keySet().forEach(phase -> head.append(column(phase)));
    out.println(head.append(column("all")));
    for (String id : report.shares().keySet()) {
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-6s", Label.of(id)));
      report.sharesByPhase().values().forEach(shares -> line.append(cell(shares, id)));
      out.println(line.append(cell(report.shares(), id)));
    }
  }

  private static String cell(Map<String, Double> shares, String id) {
    Double share = shares.get(id);
    return column(share == null ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share));
  }

  private static String column(String text) {
    return String.format(Locale.ROOT, "%10s", text);
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}

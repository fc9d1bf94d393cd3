package io.lb4j.benchmarks;

import java.util.Locale;

/** A selection by one policy beside its floor. */
record SelectRow(String policy, int threads, int n, Sample lb4j, Sample floor)
    implements TableOutput.Row {

  static final String MARKDOWN_HEADER =
      """
      | Policy | Threads | n | lb4j, ns | Floor, ns | Ratio | B/op |
      |---|--:|--:|--:|--:|--:|--:|\
      """;

  static final String CSV_HEADER =
      "policy,threads,n,lb4j_ns,lb4j_spread_ns,lb4j_bytes,"
          + "floor_ns,floor_spread_ns,floor_bytes,ratio,ratio_spread";

  Sample ratio() {
    return lb4j.dividedBy(floor);
  }

  @Override
  public String toMarkdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %s | %s | %s | %.0f |",
        policy,
        threads,
        n,
        lb4j,
        floor,
        ratio(),
        lb4j.bytes());
  }

  @Override
  public String toCsv() {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%.3f,%.3f,%.1f,%.3f,%.3f,%.1f,%.4f,%.4f",
        policy,
        threads,
        n,
        lb4j.median(),
        lb4j.spread(),
        lb4j.bytes(),
        floor.median(),
        floor.spread(),
        floor.bytes(),
        ratio().median(),
        ratio().spread());
  }
}

package io.lb4j.benchmarks;

import java.util.Locale;

/** Selections of one policy beside one kind of background; times in nanoseconds. */
record UpdatesRow(
    String policy,
    int n,
    int selecting,
    int updating,
    String background,
    double p50,
    double p99,
    double p999,
    double selectionsPerSecond,
    double updatesPerSecond,
    double tablesPerSecond,
    double processors)
    implements TableOutput.Row {

  static final String MARKDOWN_HEADER =
      """
      | Policy | n | Selecting | Updating | Background | p50, ns | p99, ns | p99.9, ns |\
       selections/s | updates/s | tables/s | processors |
      |---|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|\
      """;

  static final String CSV_HEADER =
      "policy,n,selecting_threads,updating_threads,background,p50_ns,p99_ns,p999_ns,"
          + "selections_per_s,updates_per_s,tables_per_s,processors";

  private static final double MILLION = 1e6;

  @Override
  public String toMarkdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %s | %.0f | %.0f | %.0f | %.2f M | %.0f | %.0f | %.2f |",
        policy,
        n,
        selecting,
        updating,
        background,
        p50,
        p99,
        p999,
        selectionsPerSecond / MILLION,
        updatesPerSecond,
        tablesPerSecond,
        processors);
  }

  @Override
  public String toCsv() {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%s,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.3f",
        policy,
        n,
        selecting,
        updating,
        background,
        p50,
        p99,
        p999,
        selectionsPerSecond,
        updatesPerSecond,
        tablesPerSecond,
        processors);
  }
}

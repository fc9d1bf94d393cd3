package io.lb4j.benchmarks;

import java.util.Locale;

/** Calls over loopback by one kind of client, beside the bare one. */
record OkHttpRow(String client, Sample micros, Sample bare) implements TableOutput.Row {

  static final String MARKDOWN_HEADER =
      """
      | GET over loopback | p50, µs | Ratio | B/op |
      |---|--:|--:|--:|\
      """;

  static final String CSV_HEADER = "client,p50_us,p50_spread_us,bytes,ratio,ratio_spread";

  private boolean isBare() {
    return micros.equals(bare);
  }

  @Override
  public String toMarkdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.0f |",
        client,
        micros,
        isBare() ? "" : micros.dividedBy(bare),
        micros.bytes());
  }

  @Override
  public String toCsv() {
    Sample ratio = micros.dividedBy(bare);
    return String.format(
        Locale.ROOT,
        "%s,%.3f,%.3f,%.0f,%.4f,%.4f",
        client,
        micros.median(),
        micros.spread(),
        micros.bytes(),
        ratio.median(),
        isBare() ? 0 : ratio.spread());
  }
}

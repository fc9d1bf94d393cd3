package io.lb4j.benchmarks;

import java.io.PrintWriter;

/** Prints tables row by row, as soon as each is known, in Markdown or as CSV. */
final class TableOutput {

  /** What was measured together. */
  interface Row {

    String toMarkdown();

    String toCsv();
  }

  private final PrintWriter out;
  private final boolean csv;

  TableOutput(PrintWriter out, boolean csv) {
    this.out = out;
    this.csv = csv;
  }

  /** Says what is measured on; a comment in CSV. */
  void machine() {
    line((csv ? "# " : "") + Machine.describe());
  }

  void head(String markdown, String csvHead) {
    line(csv ? csvHead : "\n" + markdown);
  }

  void row(Row row) {
    line(csv ? row.toCsv() : row.toMarkdown());
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }
}

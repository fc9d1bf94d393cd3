package io.lb4j.simulator.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables and lists as GitHub reads them, without a line break at the end. */
final class Markdown {

  private Markdown() {}

  /** A table; all columns but the first are aligned to the right. */
  static String table(List<String> head, List<List<String>> rows) {
    String rule = "|---|" + "--:|".repeat(head.size() - 1);
    return Stream.concat(Stream.of(row(head), rule), rows.stream().map(Markdown::row))
        .collect(Collectors.joining("\n"));
  }

  static String list(List<String> items) {
    return items.stream().map(item -> "- " + item).collect(Collectors.joining("\n"));
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}

package io.lb4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows have as many cells as their heads. */
class TableOutputTest {

  private static final Sample SAMPLE = new Sample(2, 0.5, 32);

  static Stream<Arguments> tables() {
    return Stream.of(
        Arguments.of(
            SelectRow.MARKDOWN_HEADER,
            SelectRow.CSV_HEADER,
            new SelectRow("maglev", 1, 10, SAMPLE, SAMPLE)),
        Arguments.of(
            RebuildRow.MARKDOWN_HEADER,
            RebuildRow.CSV_HEADER,
            new RebuildRow("maglev", SAMPLE, SAMPLE, SAMPLE, SAMPLE, SAMPLE, SAMPLE)),
        Arguments.of(
            OkHttpRow.MARKDOWN_HEADER,
            OkHttpRow.CSV_HEADER,
            new OkHttpRow("wrapped", SAMPLE, new Sample(1, 0.5, 32))),
        Arguments.of(
            UpdatesRow.MARKDOWN_HEADER,
            UpdatesRow.CSV_HEADER,
            new UpdatesRow("maglev", 100, 1, 1, "quiet", 1, 2, 3, 4e6, 5, 6, 7)),
        Arguments.of(
            Footprint.Row.MARKDOWN_HEADER,
            Footprint.Row.CSV_HEADER,
            new Footprint.Row("maglev", 264, 26, 27)));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void markdownAndCsvAreRectangular(String markdown, String csv, TableOutput.Row row) {
    List<String> table = print(false, markdown, csv, row);
    assertThat(table).hasSize(4).first().asString().isEmpty();
    assertThat(table.subList(1, 4).stream().map(line -> line.split("\\|", -1).length).distinct())
        .hasSize(1);
    List<String> rows = print(true, markdown, csv, row);
    assertThat(rows).hasSize(2);
    assertThat(rows.stream().map(line -> line.split(",", -1).length).distinct()).hasSize(1);
    assertThat(rows.get(1)).doesNotContain("NaN");
  }

  private static List<String> print(
      boolean asCsv, String markdown, String csv, TableOutput.Row row) {
    StringWriter text = new StringWriter();
    TableOutput out = new TableOutput(new PrintWriter(text), asCsv);
    out.head(markdown, csv);
    out.row(row);
    return text.toString().lines().toList();
  }
}

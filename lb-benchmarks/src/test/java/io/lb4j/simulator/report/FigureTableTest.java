package io.lb4j.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTableTest {

  private static final FigureTable THREE_SEEDS =
      new FigureTable(List.of(run(1, 0.9, 300), run(2, 1, 100), run(3, 0.999999, 200)));

  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(FigureTable.parse(THREE_SEEDS.text())).isEqualTo(THREE_SEEDS);
  }

  @Test
  void mediansAreTakenColumnByColumn() {
    KeyFigures median = THREE_SEEDS.median("calm", "least(board(1s), x)");
    assertThat(median.success()).isEqualTo(0.999999);
    assertThat(median.p99Nanos()).isEqualTo(200);
  }

  @Test
  void aTableOfOtherColumnsIsRefused() {
    assertThatThrownBy(() -> FigureTable.parse("scenario\tpolicy\n"))
        .hasMessageContaining("should begin with: scenario\tpolicy\tseed");
    assertThatThrownBy(() -> FigureTable.parse(KeyFigures.HEAD + "\ncalm\trandom\n"))
        .hasMessageContaining("not 2: calm\trandom");
  }

  private static KeyFigures run(long seed, double success, long p99Nanos) {
    return new KeyFigures(
        "calm", "least(board(1s), x)", seed, success, 50, p99Nanos, 400, 1.25, 1.5, 2, 3, 0.5);
  }
}

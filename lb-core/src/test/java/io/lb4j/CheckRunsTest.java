package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.CheckResult.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results: p passed, d degraded, n not ready, f failed. Two make it better, three worse. */
final class CheckRunsTest {

  private static Kind after(String results) {
    CheckRuns runs = CheckRuns.NONE;
    Kind found = Kind.PASSED;
    for (int i = 0; i < results.length(); i++) {
      runs = runs.after(kind(results.charAt(i)));
      found = runs.decide(found, 2, 3);
    }
    return found;
  }

  private static Kind kind(char result) {
    return switch (result) {
      case 'p' -> Kind.PASSED;
      case 'd' -> Kind.DEGRADED;
      case 'n' -> Kind.NOT_READY;
      default -> Kind.FAILED;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "ff, PASSED",
    "fff, FAILED",
    "ffpff, PASSED",
    "fffp, FAILED",
    "fffpp, PASSED",
    "fffpfpfp, FAILED",
    "nnn, NOT_READY",
    "ffn, NOT_READY",
    "nnnf, NOT_READY",
    "nnnfff, FAILED",
    "fffn, FAILED",
    "fffnn, NOT_READY",
    "fffnp, NOT_READY",
    "fffnpp, PASSED",
    "ddd, DEGRADED",
    "dfd, DEGRADED",
    "dddp, DEGRADED",
    "dddpp, PASSED",
    "fffdd, DEGRADED",
    "fffdp, DEGRADED",
  })
  void enoughResultsInARowDecide(String results, Kind found) {
    assertThat(after(results)).isEqualTo(found);
  }

  @Test
  void runsDoNotOverflow() {
    CheckRuns bad = new CheckRuns(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(bad.after(Kind.FAILED)).isEqualTo(bad);
    CheckRuns good = new CheckRuns(-Integer.MAX_VALUE, -Integer.MAX_VALUE, -Integer.MAX_VALUE);
    assertThat(good.after(Kind.PASSED)).isEqualTo(good);
  }
}

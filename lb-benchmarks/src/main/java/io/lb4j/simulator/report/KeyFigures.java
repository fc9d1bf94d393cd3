package io.lb4j.simulator.report;

import io.lb4j.simulator.measure.Result;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * What the report keeps of a run; a line of the committed table. Latencies are those of successful
 * calls, in nanoseconds; fractions have six significant digits, in the text as in the value.
 *
 * @param scenario its name
 * @param policy the contestant's text
 * @param seed of the run
 * @param success share of calls that succeeded, 0 to 1
 * @param p50Nanos half of the calls took at most this
 * @param p99Nanos 99 in a hundred
 * @param p999Nanos 999 in a thousand
 * @param attemptsPerCall requests per call
 * @param peakLoadRatio the busiest server's load to the mean, in its busiest interval
 * @param ejectionsRight ejections of servers that suffered from an incident
 * @param ejectionsWrong all others
 * @param awayShare share of requests that left their client's zone or region, 0 to 1
 */
record KeyFigures(
    String scenario,
    String policy,
    long seed,
    double success,
    long p50Nanos,
    long p99Nanos,
    long p999Nanos,
    double attemptsPerCall,
    double peakLoadRatio,
    long ejectionsRight,
    long ejectionsWrong,
    double awayShare) {

  static final String HEAD =
      String.join(
          "\t",
          "scenario",
          "policy",
          "seed",
          "success",
          "p50Nanos",
          "p99Nanos",
          "p999Nanos",
          "attemptsPerCall",
          "peakLoadRatio",
          "ejectionsRight",
          "ejectionsWrong",
          "awayShare");

  private static final int COLUMNS = 12;
  private static final MathContext DIGITS = new MathContext(6);

  static KeyFigures of(Result result) {
    return new KeyFigures(
        result.scenario(),
        result.policy(),
        result.seed(),
        rounded(result.successRate()),
        result.success().p50(),
        result.success().p99(),
        result.success().p999(),
        rounded(result.attemptsPerCall()),
        rounded(result.peakLoadRatio()),
        result.ejectionsRight(),
        result.ejectionsWrong(),
        rounded(result.awayShare()));
  }

  static KeyFigures parse(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != COLUMNS) {
      throw new IllegalArgumentException(
          "a line of key figures has " + COLUMNS + " columns, not " + cells.length + ": " + line);
    }
    return new KeyFigures(
        cells[0],
        cells[1],
        Long.parseLong(cells[2]),
        Double.parseDouble(cells[3]),
        Long.parseLong(cells[4]),
        Long.parseLong(cells[5]),
        Long.parseLong(cells[6]),
        Double.parseDouble(cells[7]),
        Double.parseDouble(cells[8]),
        Long.parseLong(cells[9]),
        Long.parseLong(cells[10]),
        Double.parseDouble(cells[11]));
  }

  String line() {
    List<Object> cells =
        List.of(
            scenario,
            policy,
            seed,
            text(success),
            p50Nanos,
            p99Nanos,
            p999Nanos,
            text(attemptsPerCall),
            text(peakLoadRatio),
            ejectionsRight,
            ejectionsWrong,
            text(awayShare));
    return String.join("\t", cells.stream().map(String::valueOf).toList());
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }

  private static String text(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    return exact.signum() == 0 ? "0" : exact.toPlainString();
  }
}

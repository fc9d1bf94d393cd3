package io.lb4j.simulator.measure;

import java.util.List;
import java.util.Locale;

/** Results as a table for people: one line a run. */
public final class ResultText {

  private static final String HEAD = "%-44s %6s %9s %10s %9s %9s %9s %9s %8s %10s%n";

  private ResultText() {}

  /**
   * Writes a table.
   *
   * @param results of any number of runs
   * @return a head and a line each, ended by line separators
   */
  public static String write(List<Result> results) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            HEAD,
            "policy",
            "seed",
            "success",
            "goodput/s",
            "p50",
            "p99",
            "p99.9",
            "attempts",
            "peak",
            "ejections"));
    for (Result result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              HEAD,
              result.policy(),
              result.seed(),
              String.format(Locale.ROOT, "%.3f %%", 100 * result.successRate()),
              String.format(Locale.ROOT, "%.1f", result.goodputPerSecond()),
              duration(result.success().p50()),
              duration(result.success().p99()),
              duration(result.success().p999()),
              String.format(Locale.ROOT, "%.3f", result.attemptsPerCall()),
              String.format(Locale.ROOT, "%.2f x", result.peakLoadRatio()),
              result.ejectionsRight() + "+" + result.ejectionsWrong()));
    }
    text.append(
        String.format(
            "Latencies are those of successful calls; attempts are per call; peak is the busiest"
                + " server's load to the mean in its busiest interval; ejections are right + wrong"
                + " ones.%n"));
    return text.toString();
  }

  static String duration(long nanos) {
    double value = nanos;
    for (String unit : new String[] {"ns", "us", "ms"}) {
      if (value < 1000) {
        return String.format(Locale.ROOT, "%.4g %s", value, unit);
      }
      value /= 1000;
    }
    return String.format(Locale.ROOT, "%.4g s", value);
  }
}

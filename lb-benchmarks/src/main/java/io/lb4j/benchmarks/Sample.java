package io.lb4j.benchmarks;

import java.util.Locale;
import org.openjdk.jmh.util.ListStatistics;

/**
 * What one side of a comparison cost over all its forks.
 *
 * @param mean in the benchmark's unit
 * @param error half the width of the 99.9 % confidence interval of the mean
 * @param bytes allocated per operation
 */
record Sample(double mean, double error, double bytes) {

  static Sample of(double[] scores, double[] bytes) {
    ListStatistics statistics = new ListStatistics(scores);
    return new Sample(
        statistics.getMean(),
        statistics.getMeanErrorAt(0.999),
        new ListStatistics(bytes).getMean());
  }

  /** The ratio of two independent means; their relative errors add in squares. */
  Sample dividedBy(Sample other) {
    double ratio = mean / other.mean;
    return new Sample(ratio, ratio * Math.hypot(error / mean, other.error / other.mean), 0);
  }

  @Override
  public String toString() {
    String format = mean < 10 ? "%.2f ± %.2f" : "%.1f ± %.1f";
    return String.format(Locale.ROOT, format, mean, error);
  }
}

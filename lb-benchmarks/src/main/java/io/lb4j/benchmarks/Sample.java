package io.lb4j.benchmarks;

import java.util.Locale;
import org.openjdk.jmh.util.ListStatistics;

/**
 * What one side of a comparison cost, over the iterations of all its forks. Medians and quartiles,
 * because somebody else's work on the machine makes single iterations twice as slow.
 *
 * @param median in the benchmark's unit
 * @param spread half the distance between the quartiles
 * @param bytes allocated per operation
 */
record Sample(double median, double spread, double bytes) {

  static Sample of(double[] scores, double[] bytes) {
    ListStatistics iterations = new ListStatistics(scores);
    return new Sample(
        iterations.getPercentile(50),
        (iterations.getPercentile(75) - iterations.getPercentile(25)) / 2,
        new ListStatistics(bytes).getPercentile(50));
  }

  /** Tells how many times the other it costs; the relative spreads of the two add in squares. */
  Sample dividedBy(Sample other) {
    double ratio = median / other.median;
    return new Sample(
        ratio, ratio * Math.hypot(spread / median, other.spread / other.median), Double.NaN);
  }

  @Override
  public String toString() {
    String format = median < 10 ? "%.2f ± %.2f" : "%.1f ± %.1f";
    return String.format(Locale.ROOT, format, median, spread);
  }
}

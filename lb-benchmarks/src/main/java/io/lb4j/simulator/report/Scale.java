package io.lb4j.simulator.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values stand on an axis.
 *
 * @param low the value at {@code from}
 * @param high the value at {@code to}
 * @param from a coordinate
 * @param to a coordinate
 * @param logarithmic whether equal distances are equal factors
 */
record Scale(double low, double high, double from, double to, boolean logarithmic) {

  private static final int MOST_TICKS = 8;

  /** Equal distances are equal differences. */
  static Scale linear(double low, double high, double from, double to) {
    return new Scale(low, high, from, to, false);
  }

  /** Equal distances are equal factors; values below {@code low} stand there. */
  static Scale logarithmic(double low, double high, double from, double to) {
    return new Scale(low, high, from, to, true);
  }

  double at(double value) {
    double part =
        logarithmic
            ? StrictMath.log(Math.max(low, value) / low) / StrictMath.log(high / low)
            : (value - low) / (high - low);
    return from + part * (to - from);
  }

  /** Round values: 1, 2 and 5 times powers of ten; on a wide logarithmic axis powers only. */
  List<Double> ticks() {
    return logarithmic ? factors() : differences();
  }

  private List<Double> factors() {
    for (int[] digits : new int[][] {{1, 2, 5}, {1}}) {
      List<Double> ticks = new ArrayList<>();
      for (double power = 1e-6; power <= high; power *= 10) {
        for (int digit : digits) {
          double tick = digit * power;
          if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
            ticks.add(tick);
          }
        }
      }
      if (ticks.size() <= MOST_TICKS) {
        return ticks;
      }
    }
    return List.of(low, high);
  }

  private List<Double> differences() {
    double step = 1e-6;
    int next = 0;
    double[] factors = {2, 2.5, 2};
    while ((high - low) / step > MOST_TICKS) {
      step *= factors[next++ % factors.length];
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step); i * step <= high * (1 + 1e-9); i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}

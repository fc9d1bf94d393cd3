package io.lb4j.simulator.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as the report writes them. */
final class Wording {

  private static final MathContext DIGITS = new MathContext(3);

  private Wording() {}

  /** A sentence with its numbers, the same in every locale. */
  static String sentence(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Such as 0.83 ms, 12.3 ms, 1.73 s: three digits. */
  static String duration(long nanos) {
    double millis = nanos / 1e6;
    return millis < 1000 ? digits(millis) + " ms" : digits(millis / 1000) + " s";
  }

  /** Such as 1.12, 85.3 or 101: three digits, more of large numbers. */
  static String digits(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  /** A value of an axis, without superfluous zeros. */
  static String tick(double value) {
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }

  /** Such as 99.93 %; a success that is not full never reads as 100. */
  static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.2f", 100 * share);
    if (text.equals("100.00")) {
      return share < 1 ? "> 99.99 %" : "100 %";
    }
    return text + " %";
  }
}

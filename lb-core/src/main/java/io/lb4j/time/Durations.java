package io.lb4j.time;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Which durations can be configured, at most a century, so that sums of nanoseconds do not
 * overflow; and how durations are shown.
 */
public final class Durations {

  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Duration MAX = Duration.ofDays(36_500);

  private Durations() {}

  /**
   * Shows a duration exactly, in the units in which configurations take it.
   *
   * @param duration any duration
   * @return such as {@code 250ms}, {@code 2.5s}, {@code 1m30s} or {@code 2d}
   */
  public static String text(Duration duration) {
    if (duration.isNegative()) {
      return "-" + text(duration.negated());
    }
    StringBuilder text = new StringBuilder();
    append(text, duration.toDays(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    long nanos = TimeUnit.SECONDS.toNanos(duration.toSecondsPart()) + duration.toNanosPart();
    if (text.isEmpty() && nanos < NANOS_PER_SECOND) {
      return belowASecond(nanos);
    }
    return nanos == 0 ? text.toString() : text.append(decimal(nanos, 9)).append('s').toString();
  }

  /**
   * Shows a time that was measured, or worked out.
   *
   * @param nanos not negative
   * @return as {@link #text} does, in whole milliseconds, rounded up
   */
  public static String textInMillis(long nanos) {
    return text(Duration.ofMillis((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  private static String belowASecond(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    return nanos < 1_000_000 ? decimal(nanos, 3) + "us" : decimal(nanos, 6) + "ms";
  }

  private static String decimal(long amount, int places) {
    return BigDecimal.valueOf(amount, places).stripTrailingZeros().toPlainString();
  }

  /**
   * Checks a duration that may be zero.
   *
   * @param what what it is, for the error message
   * @param duration the duration
   * @return the duration, unchanged
   * @throws IllegalArgumentException if it is negative or longer than a century
   */
  public static Duration requireNotNegative(String what, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          what + " is " + text(duration) + "; it must not be negative");
    }
    if (duration.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(
          what + " is " + text(duration) + "; it must be at most " + MAX.toDays() + " days");
    }
    return duration;
  }

  /**
   * Checks a duration that may not be zero.
   *
   * @param what what it is, for the error message
   * @param duration the duration
   * @return the duration, unchanged
   * @throws IllegalArgumentException if it is zero, negative or longer than a century
   */
  public static Duration requirePositive(String what, Duration duration) {
    if (duration.isZero()) {
      throw new IllegalArgumentException(what + " is " + text(duration) + "; it must be positive");
    }
    return requireNotNegative(what, duration);
  }
}

package io.lb4j.time;

import java.time.Duration;

/**
 * Which durations can be configured: at most a century, so that sums of nanoseconds do not
 * overflow.
 */
public final class Durations {

  private static final Duration MAX = Duration.ofDays(36_500);

  private Durations() {}

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
      throw new IllegalArgumentException(what + " is " + duration + "; it must not be negative");
    }
    if (duration.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(
          what + " is " + duration + "; it must be at most " + MAX.toDays() + " days");
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
      throw new IllegalArgumentException(what + " is " + duration + "; it must be positive");
    }
    return requireNotNegative(what, duration);
  }
}

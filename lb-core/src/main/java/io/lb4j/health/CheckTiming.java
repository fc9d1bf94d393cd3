package io.lb4j.health;

import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * When an endpoint is checked, and how long a check may take. Times are kept to the 100 ms of the
 * control side's tick.
 *
 * <p>The first checks of a set are spread evenly over one {@link #interval()}, and every check is
 * brought forward by a little chance, so that neither the endpoints of one balancer nor the
 * balancers of many processes fall into step.
 *
 * @param interval from the start of one check to that of the next
 * @param timeout how long a check may take in all; below the fast interval less its jitter, so that
 *     checks of one endpoint never overlap
 * @param fastInterval instead, while in doubt: the last check said otherwise than those that
 *     decided, or the first has yet to be passed; 100 ms to the interval
 * @param idleInterval instead, for a healthy endpoint that was not selected since its last check;
 *     not below the interval
 * @param maxInterval the most for a dead endpoint, whose interval doubles with every ten failed
 *     checks more; not below the interval
 * @param jitter by which share of itself an interval is shortened at most, by chance; 0 to 0.5
 */
public record CheckTiming(
    Duration interval,
    Duration timeout,
    Duration fastInterval,
    Duration idleInterval,
    Duration maxInterval,
    double jitter) {

  /** The shortest fast interval, that of the control side's ticks. */
  public static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  private static final double DEFAULT_JITTER = 0.1;
  private static final Duration LONGEST_DEFAULT_TIMEOUT = Duration.ofSeconds(1);

  /**
   * Checks the values.
   *
   * @param interval {@link #interval()}
   * @param timeout {@link #timeout()}
   * @param fastInterval {@link #fastInterval()}
   * @param idleInterval {@link #idleInterval()}
   * @param maxInterval {@link #maxInterval()}
   * @param jitter {@link #jitter()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public CheckTiming {
    Durations.requirePositive("interval", interval);
    Durations.requirePositive("timeout", timeout);
    requireAtLeast("fastInterval", fastInterval, "the control side's tick,", MIN_INTERVAL);
    if (fastInterval.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "fastInterval is %s; it must not be above interval %s"
              .formatted(Durations.text(fastInterval), Durations.text(interval)));
    }
    requireAtLeast("idleInterval", idleInterval, "interval", interval);
    requireAtLeast("maxInterval", maxInterval, "interval", interval);
    Durations.requirePositive("idleInterval", idleInterval);
    Durations.requirePositive("maxInterval", maxInterval);
    if (!(jitter >= 0 && jitter <= 0.5)) {
      throw new IllegalArgumentException("jitter is " + jitter + "; it must be between 0 and 0.5");
    }
    long shortestNanos = (long) (fastInterval.toNanos() * (1 - jitter));
    if (timeout.toNanos() >= shortestNanos) {
      throw new IllegalArgumentException(
          "timeout is "
              + Durations.text(timeout)
              + "; it must be below "
              + Durations.text(Duration.ofNanos(shortestNanos))
              + ", the fastInterval less its jitter, or checks of one endpoint overlap");
    }
  }

  private static void requireAtLeast(
      String what, Duration value, String whatElse, Duration atLeast) {
    if (value.compareTo(atLeast) < 0) {
      throw new IllegalArgumentException(
          "%s is %s; it must not be below %s %s"
              .formatted(what, Durations.text(value), whatElse, Durations.text(atLeast)));
    }
  }

  /**
   * Derives everything from an interval: half of it while in doubt, four times as much without
   * traffic, up to twelve times as much for a dead endpoint, a fifth of it, but at most a second,
   * to answer; jitter 0.1.
   *
   * @param interval at least 200 ms
   * @return a timing
   * @throws IllegalArgumentException if the interval is too short
   */
  public static CheckTiming every(Duration interval) {
    Durations.requirePositive("interval", interval);
    requireAtLeast(
        "interval", interval, "two ticks of the control side,", MIN_INTERVAL.multipliedBy(2));
    Duration fifth = interval.dividedBy(5);
    return new CheckTiming(
        interval,
        fifth.compareTo(LONGEST_DEFAULT_TIMEOUT) < 0 ? fifth : LONGEST_DEFAULT_TIMEOUT,
        interval.dividedBy(2),
        interval.multipliedBy(4),
        interval.multipliedBy(12),
        DEFAULT_JITTER);
  }

  /**
   * Changes how long a check may take.
   *
   * @param timeout below the fast interval less its jitter
   * @return a changed copy
   */
  public CheckTiming withTimeout(Duration timeout) {
    return new CheckTiming(interval, timeout, fastInterval, idleInterval, maxInterval, jitter);
  }

  /**
   * Changes the interval while in doubt.
   *
   * @param fastInterval 100 ms to the interval
   * @return a changed copy
   */
  public CheckTiming withFastInterval(Duration fastInterval) {
    return new CheckTiming(interval, timeout, fastInterval, idleInterval, maxInterval, jitter);
  }

  /**
   * Changes the interval without traffic.
   *
   * @param idleInterval not below the interval, which makes no difference
   * @return a changed copy
   */
  public CheckTiming withIdleInterval(Duration idleInterval) {
    return new CheckTiming(interval, timeout, fastInterval, idleInterval, maxInterval, jitter);
  }

  /**
   * Changes the longest interval for dead endpoints.
   *
   * @param maxInterval not below the interval, which makes no difference
   * @return a changed copy
   */
  public CheckTiming withMaxInterval(Duration maxInterval) {
    return new CheckTiming(interval, timeout, fastInterval, idleInterval, maxInterval, jitter);
  }

  /**
   * Changes the part of chance.
   *
   * @param jitter 0 to 0.5
   * @return a changed copy
   */
  public CheckTiming withJitter(double jitter) {
    return new CheckTiming(interval, timeout, fastInterval, idleInterval, maxInterval, jitter);
  }
}

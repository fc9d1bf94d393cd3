package io.lb4j;

import io.lb4j.health.CheckTiming;

/** How long until an endpoint's next check: pure rules. */
final class CheckPace {

  private static final int CHECKS_PER_DOUBLING = 10;
  private static final int MAX_DOUBLINGS = 30;

  private CheckPace() {}

  /**
   * Which interval is in force.
   *
   * @param idle whether the endpoint was not selected since its last check
   */
  static long intervalNanos(CheckTiming timing, CheckRecord record, boolean idle) {
    if (record.isInDoubt()) {
      return timing.fastInterval().toNanos();
    }
    long interval = timing.interval().toNanos();
    return switch (record.found()) {
      case PASSED -> idle ? timing.idleInterval().toNanos() : interval;
      // Those get little traffic or none, and are wanted back.
      case DEGRADED, NOT_READY -> interval;
      case FAILED -> doubled(timing, record.runs().failed() / CHECKS_PER_DOUBLING);
    };
  }

  private static long doubled(CheckTiming timing, int times) {
    double interval = timing.interval().toNanos();
    double longest = timing.maxInterval().toNanos();
    return (long) Math.min(longest, Math.scalb(interval, Math.min(times, MAX_DOUBLINGS)));
  }

  /**
   * From the start of one check to that of the next. When an interval has become longer it is
   * anywhere within the new one: endpoints whose checks were spread over the shorter would
   * otherwise be checked in bursts.
   *
   * @param intervalNanos the interval in force
   * @param earlierNanos the one that was in force before
   * @param random a uniform number in [0, 1)
   */
  static long gapNanos(CheckTiming timing, long intervalNanos, long earlierNanos, double random) {
    if (intervalNanos > earlierNanos) {
      long fastNanos = timing.fastInterval().toNanos();
      return fastNanos + (long) ((intervalNanos - fastNanos) * random);
    }
    return (long) (intervalNanos * (1 - timing.jitter() * random));
  }
}

package io.lb4j;

import io.lb4j.health.CheckTiming;

/** How long until an endpoint's next check: a pure rule. */
final class CheckPace {

  private static final int CHECKS_PER_DOUBLING = 10;
  private static final int MAX_DOUBLINGS = 30;

  private CheckPace() {}

  /**
   * From the start of one check to that of the next.
   *
   * @param idle whether the endpoint was not selected since its last check
   * @param random a uniform number in [0, 1)
   */
  static long untilNextNanos(CheckTiming timing, CheckRecord record, boolean idle, double random) {
    return (long) (intervalNanos(timing, record, idle) * (1 - timing.jitter() * random));
  }

  /**
   * The same after the first check of an endpoint that joined: anywhere within a whole interval, so
   * that those who joined together are not checked together for ever.
   */
  static long untilSecondNanos(CheckTiming timing, double random) {
    return (long) (timing.fastInterval().toNanos() + timing.interval().toNanos() * random);
  }

  private static double intervalNanos(CheckTiming timing, CheckRecord record, boolean idle) {
    if (record.isInDoubt()) {
      return timing.fastInterval().toNanos();
    }
    double interval = timing.interval().toNanos();
    double longest = timing.maxInterval().toNanos();
    return switch (record.found()) {
      case PASSED -> idle ? timing.idleInterval().toNanos() : interval;
      // Those get little traffic or none, and are wanted back.
      case DEGRADED, NOT_READY -> interval;
      case FAILED -> {
        int doublings = Math.min(MAX_DOUBLINGS, record.runs().failed() / CHECKS_PER_DOUBLING);
        yield Math.min(longest, Math.scalb(interval, doublings));
      }
    };
  }
}

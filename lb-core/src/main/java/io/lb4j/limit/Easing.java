package io.lb4j.limit;

/**
 * When a limit that is in use is halved for two windows: in the first the endpoint's queue drains,
 * and in the second its latency without a queue shows. Whoever compares latencies must see that one
 * from time to time. Otherwise the latencies of a queue become what counts as normal, the limit
 * rises, the queue grows, and so on without end.
 *
 * @param windows how many windows in use there were since the last easing, then the two of this one
 */
record Easing(int windows) {

  private static final int WINDOWS_BETWEEN = 60;

  private static final Easing JUST_DONE = new Easing(0);

  /** The first comes soon: what began under load has not seen anything else yet. */
  static final Easing NEVER_YET = new Easing(WINDOWS_BETWEEN - 10);

  /** Whether the limit is halved now. */
  boolean isOn() {
    return windows >= WINDOWS_BETWEEN;
  }

  /** Whether what is measured now is the latency without a queue. */
  boolean isMeasuring() {
    return windows > WINDOWS_BETWEEN;
  }

  Easing afterWindowInUse() {
    return isMeasuring() ? JUST_DONE : new Easing(windows + 1);
  }

  int apply(double limit, Bounds bounds) {
    return (int) bounds.clamp(isOn() ? limit / 2 : limit);
  }
}

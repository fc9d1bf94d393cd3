package io.lb4j;

import io.lb4j.health.PanicPolicy;

/**
 * Whether too few endpoints of a priority are left, now or until a moment ago. Guarded by the
 * loop's lock.
 */
final class Panic {

  private final PanicPolicy policy;
  private boolean on;
  // Meaningful while on.
  private boolean calm;
  private long calmSinceNanos;

  Panic(PanicPolicy policy) {
    this.policy = policy;
  }

  /**
   * Looks at the numbers; returns whether there is panic.
   *
   * @param othersSuffice whether the endpoints of other priorities can make up for what is missing
   */
  boolean isOn(int usable, int available, boolean othersSuffice, long nowNanos) {
    if (!othersSuffice && policy.isTooFew(usable, available)) {
      on = true;
      calm = false;
    } else if (on) {
      if (!calm) {
        calm = true;
        calmSinceNanos = nowNanos;
      }
      on = usable < available && !isHeldLongEnough(nowNanos);
    }
    return on;
  }

  /** Whether panic ends although no endpoint has changed. */
  boolean endsAt(long nowNanos) {
    return on && calm && isHeldLongEnough(nowNanos);
  }

  private boolean isHeldLongEnough(long nowNanos) {
    return nowNanos - calmSinceNanos >= policy.hold().toNanos();
  }
}

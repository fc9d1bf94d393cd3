package io.lb4j.health;

import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * How an endpoint that is new, or back from an ejection, gets its full share: step by step over a
 * window, so that cold caches and just-in-time compilers can warm up. Applies to every policy; not
 * to the endpoints a balancer starts with.
 *
 * <p>The share grows as {@code max(minShare, (age / window)^(1 / aggression))}, Envoy's rule.
 *
 * @param window how long it takes; zero turns slow start off
 * @param minShare the share of its normal traffic that an endpoint starts with; above 0, at most 1
 * @param aggression 1 grows evenly, more grows faster at first; positive
 */
public record SlowStart(Duration window, double minShare, double aggression) {

  private static final SlowStart DEFAULTS = new SlowStart(Duration.ofSeconds(30), 0.1, 1);
  private static final SlowStart OFF = new SlowStart(Duration.ZERO, 1, 1);

  /**
   * Checks the values.
   *
   * @param window {@link #window()}
   * @param minShare {@link #minShare()}
   * @param aggression {@link #aggression()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public SlowStart {
    Durations.requireNotNegative("window", window);
    if (!(minShare > 0 && minShare <= 1)) {
      throw new IllegalArgumentException(
          "minShare is "
              + minShare
              + "; it must be above 0, or the endpoint never starts, and at most 1");
    }
    if (!(aggression > 0 && aggression <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "aggression is " + aggression + "; it must be positive and finite");
    }
  }

  /**
   * Returns the defaults: from 10 % evenly to the full share in 30 s, the shortest window of AWS
   * load balancers.
   *
   * @return the defaults
   */
  public static SlowStart defaults() {
    return DEFAULTS;
  }

  /**
   * Returns no slow start.
   *
   * @return a window of zero
   */
  public static SlowStart off() {
    return OFF;
  }

  /**
   * Changes the window.
   *
   * @param window how long it takes; zero turns slow start off
   * @return a changed copy
   */
  public SlowStart withWindow(Duration window) {
    return new SlowStart(window, minShare, aggression);
  }

  /**
   * Tells whether an endpoint of some age has its full share.
   *
   * @param ageNanos since it was added or came back
   * @return true once the window has passed
   */
  public boolean isOver(long ageNanos) {
    return ageNanos >= window.toNanos();
  }

  /**
   * Returns the share of its normal traffic that an endpoint should get.
   *
   * @param ageNanos since it was added or came back
   * @return {@link #minShare()} to 1
   */
  public double share(long ageNanos) {
    if (isOver(ageNanos)) {
      return 1;
    }
    double elapsed = Math.max(0, ageNanos) / (double) window.toNanos();
    return Math.max(minShare, aggression == 1 ? elapsed : Math.pow(elapsed, 1 / aggression));
  }
}

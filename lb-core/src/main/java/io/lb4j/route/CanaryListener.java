package io.lb4j.route;

/**
 * Hears what becomes of a {@link Canary}. Called on a thread that may block, one change after the
 * other; what it throws is logged.
 */
@FunctionalInterface
public interface CanaryListener {

  /**
   * A step, a hold, a roll-back or a promotion.
   *
   * @param status what it is now, with the figures that led to it
   */
  void canaryChanged(CanaryStatus status);
}

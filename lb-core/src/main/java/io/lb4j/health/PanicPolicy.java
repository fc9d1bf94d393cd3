package io.lb4j.health;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.Objects;

/**
 * When too few endpoints are left, and what happens then. When most seem dead, the cause is rather
 * a common one than theirs, and all the traffic on the rest would bring that down as well.
 *
 * <p>Panic begins as soon as the share or the number of endpoints that can serve is below its
 * minimum, and some endpoint is out. It ends when both have been met for {@link #hold()}, so that a
 * set at the edge does not change over with every endpoint that comes and goes, or when nobody is
 * out any more.
 *
 * <p>Each {@linkplain io.lb4j.endpoint.Endpoint#priority() priority} is counted for itself. Where
 * several have endpoints, a priority with too few does not panic as long as all of them together
 * can carry the traffic: it spills to the others instead. When failing fast, a priority in panic
 * serves nobody, the others take its traffic, and selections fail once all are in panic.
 *
 * @param threshold which share of the endpoints must be able to serve, 0 to 1; drained and disabled
 *     ones do not count, nor those that have yet to pass their first check
 * @param minHealthy how many endpoints must be able to serve; not negative
 * @param hold how long both must be met before panic ends; not negative
 * @param action what happens in panic
 */
public record PanicPolicy(double threshold, int minHealthy, Duration hold, Action action) {

  /** What a balancer does in panic. */
  public enum Action {
    /**
     * Endpoints that were taken out serve too: those without hard evidence against them, or all if
     * there is hard evidence against every one.
     */
    FAIL_OPEN,
    /**
     * Selections fail at once, also while some endpoints could serve, and for {@link
     * PanicPolicy#hold()} after enough can again: for callers that have a better answer than an
     * overloaded service's.
     */
    FAIL_FAST
  }

  private static final PanicPolicy DEFAULTS =
      new PanicPolicy(0.5, 0, Duration.ofSeconds(10), Action.FAIL_OPEN);

  /**
   * Checks the values.
   *
   * @param threshold {@link #threshold()}
   * @param minHealthy {@link #minHealthy()}
   * @param hold {@link #hold()}
   * @param action {@link #action()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public PanicPolicy {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "threshold is " + threshold + "; it must be between 0 and 1");
    }
    if (minHealthy < 0) {
      throw new IllegalArgumentException(
          "minHealthy is " + minHealthy + "; it must not be negative");
    }
    Durations.requireNotNegative("hold", hold);
    Objects.requireNonNull(action, "action");
  }

  /**
   * Returns the defaults: fail open while less than half can serve, as Envoy does, and for 10 s
   * afterwards.
   *
   * @return the defaults
   */
  public static PanicPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Returns a policy without panic: who is out stays out, whatever is left.
   *
   * @return no panic
   */
  public static PanicPolicy off() {
    return DEFAULTS.withThreshold(0);
  }

  /**
   * Changes the share.
   *
   * @param threshold 0 to 1
   * @return a changed copy
   */
  public PanicPolicy withThreshold(double threshold) {
    return new PanicPolicy(threshold, minHealthy, hold, action);
  }

  /**
   * Changes the number.
   *
   * @param minHealthy not negative
   * @return a changed copy
   */
  public PanicPolicy withMinHealthy(int minHealthy) {
    return new PanicPolicy(threshold, minHealthy, hold, action);
  }

  /**
   * Changes how long the minimum must be met before panic ends.
   *
   * @param hold not negative
   * @return a changed copy
   */
  public PanicPolicy withHold(Duration hold) {
    return new PanicPolicy(threshold, minHealthy, hold, action);
  }

  /**
   * Changes what happens.
   *
   * @param action open or fast
   * @return a changed copy
   */
  public PanicPolicy withAction(Action action) {
    return new PanicPolicy(threshold, minHealthy, hold, action);
  }

  /**
   * Tells whether too few are left.
   *
   * @param usable how many endpoints can serve
   * @param available how many there are in all
   * @return true if so, and there is anybody else
   */
  public boolean isTooFew(int usable, int available) {
    return usable < available && (usable < minHealthy || usable < threshold * available);
  }
}

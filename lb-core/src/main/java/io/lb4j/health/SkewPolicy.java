package io.lb4j.health;

import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * When traffic counts as skewed: some endpoint's share of the selections is further from its weight
 * than chance explains and than this policy tolerates, over several windows in a row. Skew is a
 * fact to be shown and explained; nothing is done about it.
 *
 * <p>Windows follow one another, and one goes on until it has ten selections per endpoint: the less
 * traffic, the longer it takes. Looking costs callers nothing, and the control side a reading of
 * each endpoint's counters per window. In as many windows as make three years, even traffic is
 * called skewed less than once.
 *
 * @param window how long a window is at least; zero to never look
 * @param windows how many in a row must be skewed, and then even again; at least 1
 * @param factor how many times its due an endpoint may get, or its due be what it gets, and the
 *     same for all others together; above 1
 * @param adaptiveFactor the same under policies that go by load or by key, which are not meant to
 *     be even; above 1
 */
public record SkewPolicy(Duration window, int windows, double factor, double adaptiveFactor) {

  private static final SkewPolicy DEFAULTS = new SkewPolicy(Duration.ofSeconds(10), 3, 1.5, 3);

  /**
   * Checks the values.
   *
   * @param window {@link #window()}
   * @param windows {@link #windows()}
   * @param factor {@link #factor()}
   * @param adaptiveFactor {@link #adaptiveFactor()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public SkewPolicy {
    Durations.requireNotNegative("window", window);
    Thresholds.requireAtLeastOne("windows", windows);
    requireAboveOne("factor", factor);
    requireAboveOne("adaptiveFactor", adaptiveFactor);
  }

  private static void requireAboveOne(String what, double factor) {
    if (!(factor > 1 && factor <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          what + " is " + factor + "; it must be finite and above 1, which tolerates nothing");
    }
  }

  /**
   * Returns the defaults: three windows of 10 s, half as much again as the due, and three times the
   * due under policies that go by load or by key. The best of endpoints gets less than twice its
   * due from two choices; more than three times is a hot spot.
   *
   * @return the defaults
   */
  public static SkewPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Returns a policy that never looks.
   *
   * @return nothing counts as skewed
   */
  public static SkewPolicy off() {
    return new SkewPolicy(Duration.ZERO, DEFAULTS.windows, DEFAULTS.factor, DEFAULTS.factor);
  }

  /**
   * Changes what is tolerated of policies that go by weight or by turns.
   *
   * @param factor {@link #factor()}
   * @return a changed copy
   * @throws IllegalArgumentException if the factor is not above 1
   */
  public SkewPolicy withFactor(double factor) {
    return new SkewPolicy(window, windows, factor, adaptiveFactor);
  }

  /**
   * Changes what is tolerated of policies that go by load or by key.
   *
   * @param factor {@link #adaptiveFactor()}
   * @return a changed copy
   * @throws IllegalArgumentException if the factor is not above 1
   */
  public SkewPolicy withAdaptiveFactor(double factor) {
    return new SkewPolicy(window, windows, this.factor, factor);
  }
}

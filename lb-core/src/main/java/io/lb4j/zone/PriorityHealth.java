package io.lb4j.zone;

/**
 * How many endpoints of one priority can serve.
 *
 * @param healthy how many serve always
 * @param degraded how many serve in reserve
 * @param total of how many: all but those that are ordered out of traffic or have yet to pass a
 *     first check
 */
public record PriorityHealth(int healthy, int degraded, int total) {

  /**
   * Checks the numbers.
   *
   * @param healthy {@link #healthy()}
   * @param degraded {@link #degraded()}
   * @param total {@link #total()}
   * @throws IllegalArgumentException if one is negative, or more can serve than there are
   */
  public PriorityHealth {
    if (healthy < 0 || degraded < 0 || (long) healthy + degraded > total) {
      throw new IllegalArgumentException(
          "%d healthy and %d degraded of %d endpoints; the numbers must not be negative, nor more than the total"
              .formatted(healthy, degraded, total));
    }
  }
}

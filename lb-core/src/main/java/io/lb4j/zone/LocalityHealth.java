package io.lb4j.zone;

/**
 * How much of one zone or region can serve.
 *
 * @param name of the place; {@link LocalityPolicy#NOWHERE} for endpoints that name none
 * @param endpoints how many of its endpoints can serve
 * @param healthy the sum of their weights; those in reserve count with the part that they get
 * @param total the sum of the weights of all its endpoints but those that are ordered out of
 *     traffic or have yet to pass a first check
 */
public record LocalityHealth(String name, int endpoints, double healthy, double total) {

  /**
   * Checks the numbers.
   *
   * @param name {@link #name()}
   * @param endpoints {@link #endpoints()}
   * @param healthy {@link #healthy()}
   * @param total {@link #total()}
   * @throws IllegalArgumentException if one is negative or infinite, or more can serve than there
   *     is
   */
  public LocalityHealth {
    if (endpoints < 0 || !(healthy >= 0 && total >= healthy && total <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%d endpoints of the weight %s of %s can serve in \"%s\"; the numbers must not be negative, nor more than the total"
              .formatted(endpoints, healthy, total, name));
    }
  }

  /** What part of all traffic it can carry, 0 to 1. */
  double availability(double overprovisioning) {
    return total == 0 ? 0 : Math.min(1, overprovisioning * (healthy / total));
  }
}

package io.lb4j.zone;

/**
 * How traffic divides between the {@linkplain io.lb4j.endpoint.Endpoint#priority() priorities} of
 * one balancer. Priority 0 gets everything as long as it has enough endpoints that can serve; what
 * they cannot carry goes to the next priority, and so on. Immutable.
 *
 * <p>Health counts endpoints and not their weights. A standby is expected to be able to take what
 * the priorities before it lose: two endpoints do not replace ten.
 *
 * @param overprovisioning by how much the endpoints of a priority are taken to exceed what they
 *     need for all of the traffic, 1 to 100, in whole hundredths: at 1.4, a priority keeps
 *     everything until fewer than 1/1.4 = 71 % of its endpoints are healthy. It also tells when
 *     degraded endpoints are needed
 * @see PriorityLoads
 */
public record PriorityPolicy(double overprovisioning) {

  private static final PriorityPolicy DEFAULTS = new PriorityPolicy(1.4);

  /**
   * Checks the value.
   *
   * @param overprovisioning {@link #overprovisioning()}
   * @throws IllegalArgumentException if it is out of its range, or finer than hundredths
   */
  public PriorityPolicy {
    if (!(overprovisioning >= 1 && overprovisioning <= 100)) {
      throw new IllegalArgumentException(
          "overprovisioning is "
              + overprovisioning
              + "; it must be between 1 and 100, where 1.4 is usual");
    }
    if (Math.abs(100 * overprovisioning - Math.rint(100 * overprovisioning)) > 1e-6) {
      throw new IllegalArgumentException(
          "overprovisioning is " + overprovisioning + "; loads are whole percents, so round it");
    }
  }

  /**
   * Returns the defaults: overprovisioned by 1.4, as in Envoy.
   *
   * @return the defaults
   */
  public static PriorityPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Changes the factor.
   *
   * @param overprovisioning 1 to 100, in whole hundredths; the smaller, the sooner traffic leaves a
   *     priority
   * @return a changed copy
   */
  public PriorityPolicy withOverprovisioning(double overprovisioning) {
    return new PriorityPolicy(overprovisioning);
  }

  int overprovisioningPercent() {
    return (int) Math.rint(100 * overprovisioning);
  }
}

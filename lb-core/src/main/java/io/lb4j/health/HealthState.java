package io.lb4j.health;

/**
 * What an endpoint may do now, derived from the verdicts on it. Every verdict is held by its own
 * witness and none can lift another's, so the state is always the most severe of them.
 */
public enum HealthState {
  /** Takes traffic. */
  HEALTHY,
  /**
   * Failed too often: takes no traffic for a while, then one single request that decides. When too
   * few endpoints are left it may serve all the same.
   */
  EJECTED,
  /** Takes no new leases; those that are open go on. */
  DRAINING,
  /** Taken out by the operator. */
  DISABLED;

  /**
   * Derives the state.
   *
   * @param admin the operator's verdict
   * @param ejected whether passive detection holds the endpoint out
   * @return the most severe
   */
  public static HealthState of(AdminState admin, boolean ejected) {
    return switch (admin) {
      case DISABLED -> DISABLED;
      case DRAINING -> DRAINING;
      case ENABLED -> ejected ? EJECTED : HEALTHY;
    };
  }
}

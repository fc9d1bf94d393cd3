package io.lb4j.health;

/**
 * What an endpoint is, derived from the verdicts on it: every verdict is held by its own witness
 * and none can lift another's, so the state is always that of the most severe. In the order of
 * severity.
 */
public enum HealthState {
  /** Nothing is held against it. */
  HEALTHY,
  /**
   * New: it has its share by slow start, or, where endpoints are checked, awaits its first pass.
   */
  STARTING,
  /** Works, but not well: serves only while those that are better are too few. */
  DEGRADED,
  /**
   * Failed too often: takes no traffic for a while, then one single request that decides. When too
   * few endpoints are left it may serve all the same.
   */
  EJECTED,
  /** Fails its active checks, or discovery says that it is not ready. */
  UNHEALTHY,
  /**
   * Takes no new leases; those that are open go on. Where only its own answers say so, it may serve
   * when too few endpoints are left.
   */
  DRAINING,
  /** Taken out by the operator. */
  DISABLED
}

package io.lb4j.select;

/**
 * What a policy asks of the balancer beyond the ordinary; each costs something, so none is the
 * rule.
 */
public enum Trait {
  /**
   * Reads {@link Candidates#totalInFlight()}. The balancer then counts leases in one more place,
   * some nanoseconds per lease.
   */
  TOTAL_IN_FLIGHT,

  /**
   * Sees to slow start and to endpoints in reserve itself, through {@link Candidates#trafficShare},
   * or ignores them on purpose as the hashing policies do. Otherwise the balancer sends part of the
   * picks of such an endpoint on to the next choice.
   */
  OWN_TRAFFIC_SHARES
}

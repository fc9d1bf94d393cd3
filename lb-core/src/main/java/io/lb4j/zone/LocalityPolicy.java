package io.lb4j.zone;

import io.lb4j.endpoint.Endpoint;

/**
 * How the traffic of a priority divides between places before the policy chooses an endpoint within
 * one: {@link ZonePolicy} keeps it near, {@link LocalityWeights} gives fixed shares, {@link
 * RegionPolicy} goes by latency, load and cost. A balancer has one of them, or none. Immutable.
 */
public sealed interface LocalityPolicy permits ZonePolicy, LocalityWeights, RegionPolicy {

  /** The name of the place of endpoints that do not say where they are. */
  String NOWHERE = "";

  /**
   * Tells where an endpoint is.
   *
   * @param endpoint any endpoint
   * @return its zone or its region, whatever this policy goes by; {@link #NOWHERE} if it names none
   */
  String localityOf(Endpoint<?> endpoint);

  /**
   * Tells what this policy goes by.
   *
   * @return {@code zone} or {@code region}
   */
  String kind();
}

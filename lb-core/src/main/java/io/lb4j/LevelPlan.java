package io.lb4j;

import java.util.Collection;
import java.util.List;

/**
 * What is decided of one level, a priority or a part of it, before its candidates are compiled.
 *
 * @param key what its endpoints have in common
 * @param members all of them, in the order of the last update
 * @param serving those of them that take traffic
 * @param load what part of the traffic is theirs, of {@link #ALL}
 * @param availability with what chance, in percent, it takes a request that prefers its region
 * @param reserveShare what part of its share an endpoint in reserve gets
 */
record LevelPlan<T>(
    LevelKey key,
    Collection<EndpointState<T>> members,
    List<EndpointState<T>> serving,
    int load,
    int availability,
    double reserveShare) {

  /** Whole percents of a priority, times the ten-thousandths of a locality: exact for both. */
  static final int ALL = 1_000_000;
}

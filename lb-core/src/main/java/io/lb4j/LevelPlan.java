package io.lb4j;

import io.lb4j.snapshot.PrioritySnapshot;
import java.util.Collection;
import java.util.List;

/**
 * What is decided of one priority before its candidates are compiled.
 *
 * @param members all endpoints of this priority, in the order of the last update
 * @param serving those of them that take traffic
 * @param probing those of them that a single request may test
 * @param loadPercent what part of the traffic is theirs
 * @param reserveShare what part of its share an endpoint in reserve gets
 * @param established how many of them an ejection share refers to, if there are any in some
 *     priority
 * @param picture what operators see of it
 */
record LevelPlan<T>(
    Collection<EndpointState<T>> members,
    List<EndpointState<T>> serving,
    List<EndpointState<T>> probing,
    int loadPercent,
    double reserveShare,
    int established,
    PrioritySnapshot picture) {}

package io.lb4j;

import io.lb4j.snapshot.PrioritySnapshot;
import java.util.List;

/**
 * What is decided of one priority.
 *
 * @param levels one, or one for each place that its traffic divides between, in the order in which
 *     they are asked when others have no room; together they have all members of the priority
 * @param probing members that a single request may test
 * @param established how many members an ejection share refers to, if there are any in some
 *     priority
 * @param picture what operators see of it
 */
record PriorityPlan<T>(
    List<LevelPlan<T>> levels,
    List<EndpointState<T>> probing,
    int established,
    PrioritySnapshot picture) {}

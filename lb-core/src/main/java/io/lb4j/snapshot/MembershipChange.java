package io.lb4j.snapshot;

import java.time.Instant;
import java.util.List;

/**
 * The set of endpoints changed.
 *
 * @param balancer the balancer's name
 * @param added ids that were not members before
 * @param removed ids that are members no more
 * @param size how many members there are now
 * @param at when
 */
public record MembershipChange(
    String balancer, List<String> added, List<String> removed, int size, Instant at) {}

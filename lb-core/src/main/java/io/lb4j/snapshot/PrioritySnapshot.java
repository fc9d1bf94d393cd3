package io.lb4j.snapshot;

/**
 * One priority at the moment of a {@link BalancerSnapshot}.
 *
 * @param priority the {@linkplain io.lb4j.endpoint.Endpoint#priority() number} that its endpoints
 *     have in common
 * @param usable how many of them can serve
 * @param available how many there are, without those that are drained or disabled or have yet to
 *     pass a first check
 * @param share the part of the traffic that it gets, 0 to 1; what the others cannot take, because
 *     they are at their limits or avoided, comes on top
 * @param panicking whether too few can serve; see {@link io.lb4j.health.PanicPolicy}
 */
public record PrioritySnapshot(
    int priority, int usable, int available, double share, boolean panicking) {}

package io.lb4j.snapshot;

/**
 * One zone or region of a priority at the moment of a {@link BalancerSnapshot}.
 *
 * @param name of the place; empty for endpoints that name none
 * @param usable how many of its endpoints can serve
 * @param available how many there are, without those that are drained or disabled or have yet to
 *     pass a first check
 * @param share the part of the priority's traffic that it gets, 0 to 1; what the others cannot
 *     take, because they are at their limits or avoided, comes on top
 * @param score what {@link io.lb4j.zone.RegionScore} says of it, less is better; NaN if nothing is
 *     known, or traffic does not go by that
 */
public record LocalitySnapshot(
    String name, int usable, int available, double share, double score) {}

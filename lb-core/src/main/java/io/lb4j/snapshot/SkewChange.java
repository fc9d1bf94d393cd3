package io.lb4j.snapshot;

import java.time.Instant;
import java.util.List;

/**
 * Traffic has been skewed for some time, or is even again; see {@link io.lb4j.health.SkewPolicy}.
 *
 * @param balancer the balancer's name
 * @param skewed true if it is skewed
 * @param deviations the endpoints that were furthest from their due in the last window, the
 *     furthest first, ten at most; empty if traffic is even again
 * @param at when
 */
public record SkewChange(
    String balancer, boolean skewed, List<ShareDeviation> deviations, Instant at) {}

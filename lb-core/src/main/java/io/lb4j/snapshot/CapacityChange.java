package io.lb4j.snapshot;

import io.lb4j.zone.CapacityAdvice;
import java.time.Instant;

/**
 * The traffic takes more endpoints than can serve, or no longer does; see {@link
 * io.lb4j.zone.CapacityPolicy}.
 *
 * @param balancer the balancer's name
 * @param advice of the window that decided; {@link CapacityAdvice#isShort} tells which of both
 * @param at when
 */
public record CapacityChange(String balancer, CapacityAdvice advice, Instant at) {}

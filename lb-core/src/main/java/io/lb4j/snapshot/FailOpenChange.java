package io.lb4j.snapshot;

import java.time.Instant;

/**
 * A balancer began, or ceased, to send traffic to ejected endpoints because too few others are
 * left.
 *
 * @param balancer the balancer's name
 * @param failingOpen true if it began
 * @param healthy how many endpoints are healthy
 * @param available how many there are without those that are drained or disabled
 * @param at when
 */
public record FailOpenChange(
    String balancer, boolean failingOpen, int healthy, int available, Instant at) {}

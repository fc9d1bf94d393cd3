package io.lb4j.snapshot;

import io.lb4j.health.HealthState;
import java.time.Instant;

/**
 * An endpoint's effective state changed, or what makes it so was found anew: an ejected endpoint
 * has failed its probe, say.
 *
 * @param balancer the balancer's name
 * @param endpointId the endpoint's id
 * @param from the state before
 * @param to the state now
 * @param reason why, in words
 * @param at when
 */
public record StateChange(
    String balancer,
    String endpointId,
    HealthState from,
    HealthState to,
    String reason,
    Instant at) {}

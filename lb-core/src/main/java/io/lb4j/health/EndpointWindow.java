package io.lb4j.health;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.stats.OutcomeCounts;

/**
 * What one endpoint did in one interval. An endpoint that joined or came back within it has done so
 * since then; what it did before its ejection is not in it.
 *
 * @param endpoint the endpoint, with the zone and metadata that a judge may compare by
 * @param counts how the leases that ended in the interval ended
 */
public record EndpointWindow(Endpoint<?> endpoint, OutcomeCounts counts) {}

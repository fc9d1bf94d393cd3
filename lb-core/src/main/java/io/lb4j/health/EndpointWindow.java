package io.lb4j.health;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.stats.OutcomeCounts;

/**
 * What one endpoint did in one interval. An endpoint that joined or came back within it has done so
 * since then; what it did before its ejection is not in it.
 *
 * @param endpoint the endpoint, with the zone and metadata that a judge may compare by
 * @param counts how the leases that ended in the interval ended
 * @param timed how many successes were reported in the interval, and their latency measured; 0 if
 *     no judge {@linkplain OutlierJudge#needsLatency() needs it}
 * @param meanLatencyNanos the mean latency of those, from selection to report, each taken as 10
 *     minutes at most; NaN if there are none
 * @param warmingUp whether the endpoint was in slow start at the interval's beginning or end, so
 *     that it may be slow for want of warm caches
 */
public record EndpointWindow(
    Endpoint<?> endpoint,
    OutcomeCounts counts,
    long timed,
    double meanLatencyNanos,
    boolean warmingUp) {}

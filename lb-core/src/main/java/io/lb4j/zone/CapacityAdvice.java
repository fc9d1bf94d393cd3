package io.lb4j.zone;

import java.time.Duration;

/**
 * How many endpoints the traffic of one window took; see {@link CapacityPolicy}.
 *
 * @param ratePerSecond requests that began, retries and hedges included
 * @param latency mean of the successes; zero without any
 * @param inFlight rate × latency: how many requests were in flight on average. Of several clients
 *     of the same endpoints these may be added up
 * @param required how many endpoints that takes, headroom included
 * @param usable how many could serve when the window ended, of all priorities
 * @param isShort whether those were too few
 */
public record CapacityAdvice(
    double ratePerSecond,
    Duration latency,
    double inFlight,
    int required,
    int usable,
    boolean isShort) {}

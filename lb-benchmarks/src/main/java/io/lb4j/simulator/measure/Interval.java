package io.lb4j.simulator.measure;

/**
 * A stretch of a run. Calls belong to the interval in which they ended.
 *
 * @param endNanos when it ended
 * @param calls calls that ended
 * @param successes how many of them succeeded
 * @param attempts requests sent
 * @param p50Nanos half of the successful calls took at most this; 0 if there were none
 * @param p99Nanos 99 in a hundred of them
 * @param p999Nanos 999 in a thousand of them
 * @param ejected pairs of a client and a server that it had ejected, at the end
 */
public record Interval(
    long endNanos,
    long calls,
    long successes,
    long attempts,
    long p50Nanos,
    long p99Nanos,
    long p999Nanos,
    int ejected) {}

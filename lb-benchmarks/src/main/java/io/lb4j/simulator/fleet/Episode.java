package io.lb4j.simulator.fleet;

/**
 * One server's part in one incident.
 *
 * @param server its number
 * @param fromNanos when it began
 * @param untilNanos when it ended; {@link Long#MAX_VALUE} if it never did
 */
public record Episode(int server, long fromNanos, long untilNanos) {}

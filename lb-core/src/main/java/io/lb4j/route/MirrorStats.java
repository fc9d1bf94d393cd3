package io.lb4j.route;

/**
 * What has become of copies.
 *
 * @param sent begun
 * @param succeeded answered in time
 * @param failed answered with an exception, or could not be begun
 * @param timedOut cut off at their deadline
 * @param dropped not begun, because too many were under way
 * @param inFlight under way now
 */
public record MirrorStats(
    long sent, long succeeded, long failed, long timedOut, long dropped, int inFlight) {}

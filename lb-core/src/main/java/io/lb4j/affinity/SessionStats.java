package io.lb4j.affinity;

/**
 * What a store of sessions has done since it was made. Counts are read one after the other while
 * traffic goes on.
 *
 * @param active sessions that this process knows, about; those that are over may be among them
 *     until they are noticed
 * @param hits lookups that found a session
 * @param misses lookups that found none
 * @param moved sessions that went to another endpoint
 * @param evicted sessions that ended because nobody used them, or because there was no room
 */
public record SessionStats(long active, long hits, long misses, long moved, long evicted) {}

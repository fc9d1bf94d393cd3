package io.lb4j.snapshot;

/**
 * A key that many requests carry.
 *
 * @param key the key, with harmful characters escaped, and cut after 255
 * @param share what part of the requests with a key were its, 0 to 1, at most
 * @param shareAtLeast the same, at least; the difference is what the summary cannot know
 */
public record HotKey(String key, double share, double shareAtLeast) {}

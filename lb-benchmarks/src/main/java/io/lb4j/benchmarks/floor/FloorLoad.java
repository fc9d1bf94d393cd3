package io.lb4j.benchmarks.floor;

/**
 * What the benchmark's requests are like, for the rules that ask.
 *
 * @param bytes in and out, per request
 * @param limit the most requests that a host takes at a time
 */
public record FloorLoad(int bytes, int limit) {}

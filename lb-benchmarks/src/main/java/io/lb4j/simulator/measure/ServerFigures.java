package io.lb4j.simulator.measure;

/**
 * What one server did after the warm-up.
 *
 * @param id its id
 * @param attempts requests that were sent to it
 * @param share of all requests
 * @param utilization busy part of the time that it was up until arrivals ended, on average over its
 *     cores; 0 for one that is never busy
 */
public record ServerFigures(String id, long attempts, double share, double utilization) {}

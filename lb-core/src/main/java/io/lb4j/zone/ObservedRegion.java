package io.lb4j.zone;

/**
 * What a balancer has seen of one region.
 *
 * @param name of the region
 * @param latencyMillis a moving average of what its successful requests took, in milliseconds; NaN
 *     if there were none
 * @param load a moving average of this client's requests in flight, as a part of what its limits
 *     allow; 0 without limits
 */
public record ObservedRegion(String name, double latencyMillis, double load) {

  /**
   * Returns a region of which nothing is known.
   *
   * @param name of the region
   * @return without latency and load
   */
  public static ObservedRegion unknown(String name) {
    return new ObservedRegion(name, Double.NaN, 0);
  }
}

package io.lb4j.simulator.client;

/**
 * All clients of a run.
 *
 * @param count how many, each with a balancer of its own; at least 1
 * @param arrivals when calls begin
 * @param rules how calls are made
 * @param keys how many different things requests are about; 0 for requests without a key
 * @param keySkew Zipf's exponent; 0 makes all keys equally popular
 */
public record Population(int count, Arrivals arrivals, CallRules rules, int keys, double keySkew) {

  /**
   * Checks the values.
   *
   * @param count {@link #count()}
   * @param arrivals {@link #arrivals()}
   * @param rules {@link #rules()}
   * @param keys {@link #keys()}
   * @param keySkew {@link #keySkew()}
   * @throws IllegalArgumentException if there are no clients
   */
  public Population {
    if (count < 1) {
      throw new IllegalArgumentException("there are " + count + " clients; at least 1 is needed");
    }
  }

  /**
   * Returns clients that make plain calls, without keys.
   *
   * @param count {@link #count()}
   * @param arrivals {@link #arrivals()}
   * @return the plainest population
   */
  public static Population plain(int count, Arrivals arrivals) {
    return new Population(count, arrivals, CallRules.plain(), 0, 0);
  }
}

package io.lb4j.simulator.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All clients of a run.
 *
 * @param count how many, each with a balancer of its own; at least 1
 * @param arrivals when calls begin
 * @param rules how calls are made
 * @param keys how many different things requests are about; 0 for requests without a key
 * @param keySkew Zipf's exponent; 0 makes all keys equally popular
 * @param zones where they are, dealt out in turn; empty for nowhere in particular
 */
public record Population(
    int count, Arrivals arrivals, CallRules rules, int keys, double keySkew, List<String> zones) {

  /**
   * Checks the values.
   *
   * @param count {@link #count()}
   * @param arrivals {@link #arrivals()}
   * @param rules {@link #rules()}
   * @param keys {@link #keys()}
   * @param keySkew {@link #keySkew()}
   * @param zones {@link #zones()}
   * @throws IllegalArgumentException if there are no clients
   */
  public Population {
    zones = List.copyOf(zones);
    if (count < 1) {
      throw new IllegalArgumentException("there are " + count + " clients; at least 1 is needed");
    }
  }

  /**
   * Returns where a client is.
   *
   * @param number which client, from 0
   * @return a zone; empty for nowhere in particular
   */
  public String zoneOf(int number) {
    return zones.isEmpty() ? "" : zones.get(number % zones.size());
  }

  /**
   * Returns how many clients there are in each zone.
   *
   * @return by zone; empty if they are nowhere in particular
   */
  public Map<String, Integer> clientsByZone() {
    Map<String, Integer> clients = new HashMap<>();
    for (int i = 0; i < count && !zones.isEmpty(); i++) {
      clients.merge(zoneOf(i), 1, Integer::sum);
    }
    return clients;
  }

  /**
   * Returns clients that make plain calls, without keys.
   *
   * @param count {@link #count()}
   * @param arrivals {@link #arrivals()}
   * @return the plainest population
   */
  public static Population plain(int count, Arrivals arrivals) {
    return new Population(count, arrivals, CallRules.plain(), 0, 0, List.of());
  }
}

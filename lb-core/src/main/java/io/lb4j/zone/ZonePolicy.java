package io.lb4j.zone;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps traffic in the client's own zone, which is faster and often cheaper, as far as that leaves
 * every endpoint its fair load. Immutable.
 *
 * <p>With the {@linkplain #withClients clients of each zone} known, the rule is Envoy's: a zone
 * that has at least the share of healthy endpoints that it has of the clients keeps all of its
 * traffic; one that has less keeps the ratio of the two, and gives the rest to the zones that have
 * more, in proportion to how much more. Then every endpoint gets the same from all clients
 * together.
 *
 * <p>Without, each zone is taken to need what all its endpoints can carry together. A healthy
 * endpoint may then take 1.4 times its usual load, or as much more as it must where too few are
 * left in all zones: what a zone cannot carry goes to those that have room, in proportion to it.
 *
 * <p>In both, endpoints count by weight. Traffic does not divide by zones in panic, when fewer than
 * {@link #minEndpoints} endpoints can serve, when none of the client's zone is a member, or when
 * the numbers of clients do not count the client's own zone.
 *
 * <p>Not for clients of which most are in one zone and whose distribution is not known: they would
 * overload its endpoints.
 *
 * @param zone the client's own
 * @param clients how many clients there are in each zone; empty if that is not known
 * @param minEndpoints with fewer that can serve, zones do not matter; 6 unless set
 * @param overprovisioning how many times its usual load an endpoint may take before traffic leaves
 *     the zone, 1 to 100; 1.4 unless set; without meaning when the clients are known
 */
public record ZonePolicy(
    String zone, Map<String, Integer> clients, int minEndpoints, double overprovisioning)
    implements LocalityPolicy {

  private static final int MIN_ENDPOINTS = 6;

  /**
   * Checks the values.
   *
   * @param zone {@link #zone()}
   * @param clients {@link #clients()}
   * @param minEndpoints {@link #minEndpoints()}
   * @param overprovisioning {@link #overprovisioning()}
   * @throws IllegalArgumentException if one is out of its range
   */
  public ZonePolicy {
    Names.require("the client's zone", zone);
    clients = Map.copyOf(clients);
    clients.forEach(
        (name, count) -> {
          if (count < 0) {
            throw new IllegalArgumentException(
                "zone %s has %d clients; the number must not be negative"
                    .formatted(Names.escape(name), count));
          }
        });
    if (minEndpoints < 0) {
      throw new IllegalArgumentException(
          "minEndpoints is " + minEndpoints + "; it must not be negative, where 6 is usual");
    }
    Overprovisioning.require(overprovisioning);
  }

  /**
   * Keeps traffic in a zone.
   *
   * @param zone where the client is, as its endpoints name it
   * @return the defaults for this zone
   * @throws IllegalArgumentException if the name is blank or holds control characters
   */
  public static ZonePolicy preferring(String zone) {
    return new ZonePolicy(zone, Map.of(), MIN_ENDPOINTS, Overprovisioning.USUAL);
  }

  /**
   * Tells how the clients of the same endpoints are distributed. Only the ratios matter, so numbers
   * from the deployment will do; to follow changes, build a new balancer.
   *
   * @param clients how many in each zone, this client counted in
   * @return a changed copy
   */
  public ZonePolicy withClients(Map<String, Integer> clients) {
    return new ZonePolicy(zone, clients, minEndpoints, overprovisioning);
  }

  /**
   * Changes how many endpoints there must be.
   *
   * @param minEndpoints 0 for any number; with few, single ones that fail move much traffic
   * @return a changed copy
   */
  public ZonePolicy withMinEndpoints(int minEndpoints) {
    return new ZonePolicy(zone, clients, minEndpoints, overprovisioning);
  }

  /**
   * Changes what an endpoint may take before traffic leaves the zone.
   *
   * @param overprovisioning 1 to 100; the smaller, the sooner traffic leaves
   * @return a changed copy
   */
  public ZonePolicy withOverprovisioning(double overprovisioning) {
    return new ZonePolicy(zone, clients, minEndpoints, overprovisioning);
  }

  @Override
  public String localityOf(Endpoint<?> endpoint) {
    String named = endpoint.zone();
    return named == null ? NOWHERE : named;
  }

  @Override
  public String kind() {
    return "zone";
  }

  /**
   * Divides the traffic of this client.
   *
   * @param zones the health of each zone, in any order
   * @return a part for each, in the same order; null if zones do not matter now
   */
  public @Nullable LocalityShares divide(List<LocalityHealth> zones) {
    int own = -1;
    long endpoints = 0;
    double healthy = 0;
    double total = 0;
    for (int i = 0; i < zones.size(); i++) {
      LocalityHealth health = zones.get(i);
      own = health.name().equals(zone) ? i : own;
      endpoints += health.endpoints();
      healthy += health.healthy();
      total += health.total();
    }
    if (own < 0 || zones.get(own).total() == 0 || endpoints < minEndpoints || healthy == 0) {
      return null;
    }
    if (clients.isEmpty()) {
      double carried = Math.max(overprovisioning, total / healthy);
      double[] needs = zones.stream().mapToDouble(LocalityHealth::total).toArray();
      return divide(zones, own, needs, carried);
    }
    if (clients.getOrDefault(zone, 0) == 0) {
      return null;
    }
    double all = clients.values().stream().mapToDouble(Integer::intValue).sum();
    double carriedByAll = healthy;
    double[] needs =
        zones.stream()
            .mapToDouble(health -> clients.getOrDefault(health.name(), 0) / all * carriedByAll)
            .toArray();
    return divide(zones, own, needs, 1);
  }

  /**
   * A zone that can carry what its clients need keeps it. Else it keeps what it can carry, and the
   * rest goes where more can be carried than is needed.
   */
  private static LocalityShares divide(
      List<LocalityHealth> zones, int own, double[] needs, double carried) {
    double[] parts = new double[needs.length];
    double room = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = i == own ? 0 : Math.max(0, carried * zones.get(i).healthy() - needs[i]);
      room += parts[i];
    }
    double kept = Math.min(1, carried * zones.get(own).healthy() / needs[own]);
    if (room == 0 || kept > 1 - 1e-9) {
      // No room but by rounding: what one zone lacks others have.
      Arrays.fill(parts, 0);
      kept = 1;
      room = 1;
    }
    for (int i = 0; i < parts.length; i++) {
      parts[i] = i == own ? kept : (1 - kept) * parts[i] / room;
    }
    return LocalityShares.inProportion(parts);
  }
}

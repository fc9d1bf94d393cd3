package io.lb4j.dns;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * Tells by its address in which zone or region an endpoint is, where each has networks of its own,
 * as in most clouds. DNS itself knows neither.
 *
 * <pre>{@code
 * DnsSource.addresses("orders.internal", 8080)
 *     .map(NetworkPlaces.zones(Map.of("10.0.1.0/24", "eu-1a", "10.0.2.0/24", "eu-1b")))
 * }</pre>
 *
 * <p>Of several networks that hold an address the smallest counts. An endpoint in none of them, or
 * whose host is a name, stays as it is. Immutable and thread-safe.
 */
public final class NetworkPlaces implements UnaryOperator<Endpoint<URI>> {

  /** Sets what is known of the place. */
  @FunctionalInterface
  private interface Setter
      extends BiFunction<Endpoint.Builder<URI>, String, Endpoint.Builder<URI>> {}

  private final List<Network> networks;
  private final Setter setter;

  private NetworkPlaces(Map<String, String> byNetwork, String what, Setter setter) {
    this.networks =
        byNetwork.entrySet().stream()
            .map(entry -> Network.parse(entry.getKey(), Names.require(what, entry.getValue())))
            .sorted(Comparator.comparingInt(Network::prefix).reversed())
            .toList();
    this.setter = setter;
  }

  /**
   * Tells zones.
   *
   * @param byNetwork the zone of each network, which is written as {@code 10.0.1.0/24} or {@code
   *     fd00:1::/64}
   * @return for {@link io.lb4j.endpoint.EndpointSource#map}
   * @throws IllegalArgumentException if a network or a zone is not valid; names it
   */
  public static NetworkPlaces zones(Map<String, String> byNetwork) {
    return new NetworkPlaces(byNetwork, "zone", Endpoint.Builder::zone);
  }

  /**
   * Tells regions.
   *
   * @param byNetwork the region of each network, which is written as {@code 10.0.0.0/16} or {@code
   *     fd00::/48}
   * @return for {@link io.lb4j.endpoint.EndpointSource#map}
   * @throws IllegalArgumentException if a network or a region is not valid; names it
   */
  public static NetworkPlaces regions(Map<String, String> byNetwork) {
    return new NetworkPlaces(byNetwork, "region", Endpoint.Builder::region);
  }

  @Override
  public Endpoint<URI> apply(Endpoint<URI> endpoint) {
    InetAddress address = addressOf(endpoint.target().getHost());
    if (address == null) {
      return endpoint;
    }
    int bits = 8 * address.getAddress().length;
    BigInteger number = new BigInteger(1, address.getAddress());
    for (Network network : networks) {
      if (network.holds(number, bits)) {
        return setter.apply(endpoint.toBuilder(), network.place()).build();
      }
    }
    return endpoint;
  }

  /** Never asks anybody what the address of a name is. */
  private static @Nullable InetAddress addressOf(@Nullable String host) {
    if (host == null) {
      return null;
    }
    try {
      return Address.getByAddress(
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    } catch (UnknownHostException isName) {
      return null;
    }
  }

  /**
   * All addresses that begin alike.
   *
   * @param first its first address, or any other
   * @param bits how many an address has, 32 or 128
   * @param prefix how many of them are the same
   * @param place the name of the zone or region
   */
  private record Network(BigInteger first, int bits, int prefix, String place) {

    static Network parse(String text, String place) {
      int slash = text.indexOf('/');
      InetAddress address = slash < 0 ? null : addressOf(text.substring(0, slash));
      if (address != null) {
        int bits = 8 * address.getAddress().length;
        int prefix = parsePrefix(text.substring(slash + 1));
        if (prefix >= 0 && prefix <= bits) {
          return new Network(new BigInteger(1, address.getAddress()), bits, prefix, place);
        }
      }
      throw new IllegalArgumentException(
          "\"%s\" is no network; write it as 10.0.1.0/24 or fd00:1::/64"
              .formatted(Names.escape(text)));
    }

    private static int parsePrefix(String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    boolean holds(BigInteger address, int bitsOfIt) {
      return bitsOfIt == bits
          && address.shiftRight(bits - prefix).equals(first.shiftRight(bits - prefix));
    }
  }
}

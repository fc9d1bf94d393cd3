package io.lb4j.dns;

import io.lb4j.config.SourceLocation;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.Names;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Address;

/**
 * What may follow a location of DNS: {@code scheme}, {@code family}, {@code floor}, {@code
 * ceiling}, {@code stale-after}, {@code servers} (IP addresses with or without port, separated by
 * commas), {@code query-timeout}, and {@code zones} and {@code regions} by network.
 */
final class LocationParameters {

  private static final Duration FLOOR = Duration.ofSeconds(1);
  private static final Duration CEILING = Duration.ofSeconds(60);
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);
  private static final int DNS_PORT = 53;

  private LocationParameters() {}

  static EndpointSource<URI> applyTo(DnsSource plain, SourceLocation location) {
    DnsSource source = plain;
    Optional<String> scheme = location.parameter("scheme");
    if (scheme.isPresent()) {
      source = source.withScheme(scheme.get());
    }
    Optional<String> family = location.parameter("family");
    if (family.isPresent()) {
      source = source.withFamily(family(family.get()));
    }
    source =
        source.withTtlBounds(
            location.duration("floor").orElse(FLOOR), location.duration("ceiling").orElse(CEILING));
    Optional<Duration> staleAfter = location.duration("stale-after");
    if (staleAfter.isPresent()) {
      source = source.withStaleAfter(staleAfter.get());
    }
    Duration queryTimeout = location.duration("query-timeout").orElse(QUERY_TIMEOUT);
    InetSocketAddress[] servers =
        location.parameter("servers").stream()
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .map(text -> server(text.trim()))
            .toArray(InetSocketAddress[]::new);
    return placed(source.withServers(queryTimeout, servers), location);
  }

  private static EndpointSource<URI> placed(DnsSource unplaced, SourceLocation location) {
    EndpointSource<URI> source = unplaced;
    Map<String, String> zones = location.byName("zones");
    if (!zones.isEmpty()) {
      source = source.map(NetworkPlaces.zones(zones));
    }
    Map<String, String> regions = location.byName("regions");
    if (!regions.isEmpty()) {
      source = source.map(NetworkPlaces.regions(regions));
    }
    return source;
  }

  static int port(String text) {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "port is \"" + Names.escape(text) + "\"; it must be 1 to 65535");
    }
    return port;
  }

  private static AddressFamily family(String text) {
    try {
      return AddressFamily.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "family is \"" + text + "\"; it must be ipv4, ipv6, ipv4-or-ipv6 or ipv4-and-ipv6", e);
    }
  }

  /** Addresses only: a name would have to be resolved, by whom? */
  private static InetSocketAddress server(String text) {
    boolean inBrackets = text.startsWith("[");
    int colon = text.lastIndexOf(':');
    boolean hasPort =
        inBrackets ? colon > text.indexOf(']') : colon >= 0 && colon == text.indexOf(':');
    String host = hasPort ? text.substring(0, colon) : text;
    String bare = inBrackets ? host.substring(1, host.length() - 1) : host;
    try {
      InetAddress address = Address.getByAddress(bare);
      return new InetSocketAddress(address, hasPort ? port(text.substring(colon + 1)) : DNS_PORT);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "server \"" + text + "\" is no IP address; write it as 10.0.0.53 or 10.0.0.53:5353", e);
    }
  }
}

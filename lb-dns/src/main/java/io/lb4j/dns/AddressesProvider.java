package io.lb4j.dns;

import io.lb4j.config.SourceLocation;
import io.lb4j.config.SourceProvider;
import io.lb4j.endpoint.EndpointSource;
import java.net.URI;

/**
 * {@code dns://host:port}: every address of a host. Parameters are {@code scheme}, {@code family},
 * {@code floor}, {@code ceiling}, {@code stale-after}, {@code servers}, {@code query-timeout}, and
 * {@code zones} and {@code regions}: {@code zones=10.0.1.0/24=eu-1a,10.0.2.0/24=eu-1b}.
 */
public final class AddressesProvider implements SourceProvider {

  /** Makes the provider. */
  public AddressesProvider() {}

  @Override
  public String scheme() {
    return "dns";
  }

  @Override
  public EndpointSource<URI> source(SourceLocation location) {
    String address = location.address();
    int colon = address.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("has no port; write it as dns://" + address + ":8080");
    }
    String host = address.substring(0, colon);
    return LocationParameters.applyTo(
        DnsSource.addresses(host, LocationParameters.port(address.substring(colon + 1))), location);
  }
}

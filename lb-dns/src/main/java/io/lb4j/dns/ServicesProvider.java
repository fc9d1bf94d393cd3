package io.lb4j.dns;

import io.lb4j.config.SourceLocation;
import io.lb4j.config.SourceProvider;
import io.lb4j.endpoint.EndpointSource;
import java.net.URI;

/**
 * {@code srv:_http._tcp.orders.internal}: the SRV records of a service. Parameters as with {@link
 * AddressesProvider}.
 */
public final class ServicesProvider implements SourceProvider {

  /** Makes the provider. */
  public ServicesProvider() {}

  @Override
  public String scheme() {
    return "srv";
  }

  @Override
  public EndpointSource<URI> source(SourceLocation location) {
    return LocationParameters.applyTo(DnsSource.services(location.address()), location);
  }
}

package io.lb4j.okhttp;

import io.lb4j.time.Ticker;
import java.net.URI;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * The wires to one endpoint. The last one serves the next request too if that has the same URL:
 * building another is the dearest part of an attempt.
 */
final class Wires {

  private final Destination destination;
  private final ProxyCheck proxyCheck;

  // Any thread's will do.
  private volatile @Nullable Wire last;

  Wires(Destination destination, ProxyCheck proxyCheck) {
    this.destination = destination;
    this.proxyCheck = proxyCheck;
  }

  /**
   * Reads where an endpoint is.
   *
   * @throws IllegalArgumentException if the URI is more or less than scheme, host and port
   */
  static Wires to(URI endpoint, Ticker ticker) {
    return new Wires(Destination.of(endpoint), new ProxyCheck(endpoint, ticker));
  }

  /** Leads a request with the URL of the service to the endpoint. */
  Wire wire(HttpUrl logical, Interceptor.Chain chain) {
    boolean pinned = destination.address() != null && !proxyCheck.isProxied(chain);
    Dns others = chain.getDns();
    Wire known = last;
    if (known != null && known.fits(logical, pinned, others)) {
      return known;
    }
    Wire made = Wire.to(destination, pinned, logical, others);
    last = made;
    return made;
  }
}

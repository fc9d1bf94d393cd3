package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.time.Ticker;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whom a probe asks; a request's tag.
 *
 * @param destination where the endpoint answers probes
 * @param wires lead there
 */
record ProbeTarget(Destination destination, Wires wires) {

  /**
   * Reads where an endpoint answers probes.
   *
   * @param port another port than the endpoint's own, or null
   * @throws IllegalArgumentException if its target is no URI that can be called
   */
  static ProbeTarget of(Endpoint<?> endpoint, @Nullable Integer port) {
    // What a caller's unchecked cast lets through must not fail as a cast of ours.
    Object target = endpoint.target();
    if (!(target instanceof URI uri)) {
      throw new IllegalArgumentException(
          "its target is a "
              + target.getClass().getName()
              + "; a probe by HTTP needs a java.net.URI");
    }
    Destination own = Destination.of(uri);
    Destination destination = port == null ? own : own.withPort(port);
    // The endpoint's own URI decides about a proxy, whichever port answers.
    ProxyCheck proxyCheck = new ProxyCheck(uri, Ticker.system());
    return new ProbeTarget(destination, new Wires(destination, proxyCheck));
  }
}

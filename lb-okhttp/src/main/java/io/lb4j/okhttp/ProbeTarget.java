package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whom a probe asks; a request's tag.
 *
 * @param uri the endpoint's own URI, by which a proxy is chosen
 * @param destination where it answers probes
 */
record ProbeTarget(URI uri, Destination destination) {

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
    Destination destination = Destination.of(uri);
    return new ProbeTarget(uri, port == null ? destination : destination.withPort(port));
  }
}

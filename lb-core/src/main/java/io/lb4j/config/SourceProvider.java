package io.lb4j.config;

import io.lb4j.endpoint.EndpointSource;
import java.net.URI;

/**
 * Makes sources for a kind of location in configuration, {@code dns://orders.internal:8080}. Found
 * through {@link java.util.ServiceLoader}; lb-core itself reads {@code file:}.
 */
public interface SourceProvider {

  /**
   * Returns what the locations begin with.
   *
   * @return the text before the first colon
   */
  String scheme();

  /**
   * Makes a source.
   *
   * @param location parameters that are not asked for are errors
   * @return a source
   * @throws IllegalArgumentException if the location is wrong; says what would be right
   */
  EndpointSource<URI> source(SourceLocation location);
}

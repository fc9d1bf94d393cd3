package io.lb4j.config;

import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.FileSource;
import io.lb4j.endpoint.Names;
import java.net.URI;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** From a location to a source. */
final class Sources {

  private static final String FILE = "file";

  private Sources() {}

  static EndpointSource<URI> source(String text) {
    SourceLocation location = SourceLocation.parse(text);
    EndpointSource<URI> source =
        location.scheme().equals(FILE) ? file(location) : provided(location);
    location.requireAllKnown();
    return source;
  }

  private static EndpointSource<URI> file(SourceLocation location) {
    FileSource source = FileSource.of(Path.of(location.address()));
    return location.duration("interval").map(source::withInterval).orElse(source);
  }

  private static EndpointSource<URI> provided(SourceLocation location) {
    Set<String> schemes = new TreeSet<>(Set.of(FILE));
    for (SourceProvider provider : ServiceLoader.load(SourceProvider.class)) {
      if (provider.scheme().equals(location.scheme())) {
        return provider.source(location);
      }
      schemes.add(provider.scheme());
    }
    // Not all of the location: it may hold secrets.
    throw new IllegalArgumentException(
        ("begins with \"%s:\"; the sources on the class path begin with %s (lb-dns brings dns and"
                + " srv)")
            .formatted(Names.escape(location.scheme()), schemes));
  }
}

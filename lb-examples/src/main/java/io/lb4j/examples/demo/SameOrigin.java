package io.lb4j.examples.demo;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other sites' pages away. A browser that they run in says whom it believes to call ({@code
 * Host}, which foils names that are made to resolve to this machine) and who asks ({@code Origin},
 * with every POST).
 */
final class SameOrigin {

  private static final int HTTP_PORT = 80;

  private final Set<String> hosts;

  /** For a server on a port of the loopback interface. */
  SameOrigin(int port) {
    // Browsers leave the port away that http has anyway.
    String suffix = port == HTTP_PORT ? "" : ":" + port;
    this.hosts = Set.of("127.0.0.1" + suffix, "localhost" + suffix);
  }

  /**
   * Judges a request.
   *
   * @param host the values of the header, none if there is no such header; so is the other
   * @return why it is refused, or null if it is not
   */
  @Nullable String refusal(List<String> host, List<String> origin) {
    if (host.size() != 1 || !hosts.contains(host.get(0).toLowerCase(Locale.ROOT))) {
      return "the Host must be one of " + hosts;
    }
    // Programs that are no browsers send none, and could send any.
    boolean foreign = origin.stream().anyMatch(site -> !site.equals("http://" + host.get(0)));
    return foreign ? "the Origin is another one" : null;
  }
}

package io.lb4j.endpoint;

import java.net.URI;
import java.util.Locale;

/** From an address to the id {@code host:port}, refusing whatever is more than an address. */
final class UriIds {

  private UriIds() {}

  static String idOf(URI uri) {
    String host = uri.getHost();
    if (uri.getScheme() == null || host == null) {
      throw refused(uri, "it has no scheme or no valid host; write it as http://host:port");
    }
    if (uri.getRawUserInfo() != null) {
      // The message must not repeat a password.
      throw new IllegalArgumentException(
          "endpoint URI for host "
              + host
              + " carries user info; put credentials into an authenticator, not into the address");
    }
    if (host.indexOf('%') >= 0) {
      throw refused(uri, "IPv6 zone ids are not supported; use an address without %");
    }
    if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
      throw refused(uri, "it has a path; the path belongs to the request");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused(uri, "it has a query or a fragment; they belong to the request");
    }
    return host.toLowerCase(Locale.ROOT) + ":" + portOf(uri);
  }

  private static int portOf(URI uri) {
    if (uri.getPort() > 65_535 || uri.getPort() == 0) {
      throw refused(uri, "its port is not between 1 and 65535");
    }
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "http" -> 80;
      case "https" -> 443;
      default ->
          throw refused(uri, "it has no port, and only http and https have a well-known one");
    };
  }

  private static IllegalArgumentException refused(URI uri, String why) {
    return new IllegalArgumentException(
        "endpoint URI " + shown(uri.toString()) + " is refused: " + why);
  }

  /** An address as messages may show it: what stands before an @ may be a password. */
  static String shown(String uri) {
    return Names.escape(uri.replaceFirst("^([^/]*//)?.*@", "$1…@"));
  }
}

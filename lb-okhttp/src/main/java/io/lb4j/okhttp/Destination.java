package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint is, taken from its URI.
 *
 * @param scheme http or https
 * @param host an IP literal without brackets, or a DNS name
 * @param port 1 to 65535
 * @param address the address if the host is an IP literal, else null
 */
record Destination(String scheme, String host, int port, @Nullable InetAddress address) {

  private static final int MAX_PORT = 65_535;

  /**
   * Reads an endpoint's URI.
   *
   * @throws IllegalArgumentException if it is more or less than scheme, host and port
   */
  static Destination of(URI uri) {
    if (uri.getRawUserInfo() != null || isUserInfoLikely(uri)) {
      // The message must not repeat a password.
      throw new IllegalArgumentException(
          "endpoint URI carries user info; put credentials into an authenticator or a header");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused(uri, "its scheme is neither http nor https");
    }
    String host = uri.getHost();
    if (host == null) {
      throw refused(uri, "it has no valid host; write it as " + scheme + "://host:port");
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
    int port = uri.getPort() < 0 ? HttpUrl.defaultPort(scheme) : uri.getPort();
    if (port == 0 || port > MAX_PORT) {
      throw refused(uri, "its port is not between 1 and " + MAX_PORT);
    }
    String bare = withoutBrackets(host);
    return new Destination(scheme, bare, port, isLiteral(bare) ? literal(uri, bare) : null);
  }

  Destination withPort(int port) {
    return new Destination(scheme, host, port, address);
  }

  /** java.net.URI leaves user info unparsed when it does not like the rest of the authority. */
  private static boolean isUserInfoLikely(URI uri) {
    String authority = uri.getRawAuthority();
    return authority != null && authority.indexOf('@') >= 0;
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** A valid host that ends in a digit is an IPv4 address: the last label of a name does not. */
  private static boolean isLiteral(String host) {
    char last = host.charAt(host.length() - 1);
    return host.indexOf(':') >= 0 || (last >= '0' && last <= '9' && host.matches("[0-9.]+"));
  }

  private static InetAddress literal(URI uri, String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw refused(uri, "its host looks like an IP address but is none");
    }
  }

  private static IllegalArgumentException refused(URI uri, String why) {
    return new IllegalArgumentException(
        "endpoint URI " + Names.escape(uri.toString()) + " is refused: " + why);
  }
}

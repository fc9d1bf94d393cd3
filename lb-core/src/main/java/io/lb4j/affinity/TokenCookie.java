package io.lb4j.affinity;

import io.lb4j.endpoint.Names;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries tokens. Browsers accept a {@code __Host-} cookie only from the host
 * itself, over TLS and for all paths, so that no neighbour under the same domain can set it.
 *
 * @param name with its prefix
 * @param attributes all of them, as they follow the value
 */
record TokenCookie(String name, String attributes) {

  private static final String HOST_PREFIX = "__Host-";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern PATH = Pattern.compile("/[\\x20-\\x7e&&[^;]]{0,254}");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  static TokenCookie of(
      String plainName, String path, @Nullable String domain, @Nullable Duration maxAge) {
    boolean ofHost = domain == null && path.equals("/");
    StringBuilder attributes = new StringBuilder("; Path=").append(path);
    if (domain != null) {
      attributes.append("; Domain=").append(domain);
    }
    if (maxAge != null) {
      attributes.append("; Max-Age=").append(maxAge.toSeconds());
    }
    attributes.append("; Secure; HttpOnly; SameSite=Lax");
    return new TokenCookie(ofHost ? HOST_PREFIX + plainName : plainName, attributes.toString());
  }

  String setTo(String value) {
    return name + "=" + value + attributes;
  }

  static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "cookie name \"%s\" is not 1 to 64 letters, digits or characters of !#$%%&'*+-.^_`|~"
              .formatted(shown(name)));
    }
    String lowerCase = name.toLowerCase(Locale.ROOT);
    if (lowerCase.startsWith("__host-") || lowerCase.startsWith("__secure-")) {
      throw new IllegalArgumentException(
          "cookie name \"" + name + "\" has a prefix; leave it out, it is added where it holds");
    }
    return name;
  }

  static String requirePath(String path) {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "cookie path \"%s\" is not / and up to 254 printable ASCII characters without ;"
              .formatted(shown(path)));
    }
    return path;
  }

  static String requireDomain(String domain) {
    if (!DOMAIN.matcher(domain).matches()) {
      throw new IllegalArgumentException(
          "cookie domain \"%s\" is not a host name; write example.org, without a leading dot"
              .formatted(shown(domain)));
    }
    return domain;
  }

  static String shown(String text) {
    return Names.escape(text);
  }
}

package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What a probe may be told to send; everything else is refused when it is built. */
final class ProbeRequests {

  private static final int MAX_PORT = 65_535;
  private static final char DEL = 0x7f;
  private static final String HOST = "Host";
  private static final Pattern METHOD = Pattern.compile("[A-Z]+(-[A-Z]+)*");
  private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE");

  private ProbeRequests() {}

  /**
   * The URL of a path at a service. Its scheme is replaced by that of the endpoint.
   *
   * @throws IllegalArgumentException if the path is not absolute or would lead elsewhere
   */
  static HttpUrl url(String name, String path) {
    HttpUrl service = new HttpUrl.Builder().scheme("http").host(name).build();
    // OkHttp drops line breaks, tabs and spaces at the ends, and sends no fragment.
    boolean isWhole = path.startsWith("/") && path.chars().allMatch(ProbeRequests::isOfPath);
    HttpUrl url = isWhole ? service.resolve(path) : null;
    // "//host" and "/\host" would lead elsewhere.
    if (url == null || !url.host().equals(name)) {
      throw new IllegalArgumentException(
          "path is \""
              + Names.escape(path)
              + "\"; it must be an absolute path such as /health, without spaces and fragment");
    }
    return url;
  }

  private static boolean isOfPath(int character) {
    return character > ' ' && character != '#' && !Character.isISOControl(character);
  }

  /**
   * Checks a port, where one is set.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void requirePort(@Nullable Integer port) {
    if (port != null && (port < 1 || port > MAX_PORT)) {
      throw new IllegalArgumentException("port is " + port + "; it must be 1 to " + MAX_PORT);
    }
  }

  /**
   * Checks a method.
   *
   * @throws IllegalArgumentException if it is none for a probe
   */
  static String requireMethod(String method) {
    if (!METHOD.matcher(method).matches() || FORBIDDEN_METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "method is \""
              + Names.escape(method)
              + "\"; it must be in upper-case letters, such as GET, and neither CONNECT nor TRACE");
    }
    return method;
  }

  /**
   * Adds a header.
   *
   * @throws IllegalArgumentException if it cannot be sent; the value, which may be a secret, is not
   *     repeated
   */
  static void addHeader(Headers.Builder headers, String name, String value) {
    HeaderNames.require(name);
    if (name.equalsIgnoreCase(HOST)) {
      throw new IllegalArgumentException("header Host is set by host(...)");
    }
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if ((character < ' ' && character != '\t') || character >= DEL) {
        throw new IllegalArgumentException(
            "the value of header %s holds the character \\u%04x at index %d; only visible ASCII characters, spaces and tabs can be sent"
                .formatted(name, (int) character, i));
      }
    }
    headers.add(name, value);
  }

  /**
   * Sets the Host header.
   *
   * @throws IllegalArgumentException if it is no host, with or without a port
   */
  static void setHost(Headers.Builder headers, String host) {
    HttpUrl url =
        host.chars().allMatch(ProbeRequests::isOfHost) ? HttpUrl.parse("http://" + host) : null;
    if (url == null) {
      throw new IllegalArgumentException(
          "host is \""
              + Names.escape(host)
              + "\"; it must be a host, with or without a port, such as orders:8080");
    }
    headers.set(HOST, Wire.authority(url));
  }

  private static boolean isOfHost(int character) {
    return isOfPath(character) && "/\\?@".indexOf(character) < 0;
  }
}

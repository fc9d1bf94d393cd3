package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What a probe may be told to send; everything else is refused when it is built. */
final class ProbeRequests {

  private static final int MAX_PORT = 65_535;

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
}

package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import java.util.Objects;

/** What may be the name of a header (RFC 9110, 5.6.2). */
final class HeaderNames {

  private HeaderNames() {}

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if it is none; OkHttp lets through a colon, which would begin
   *     the value
   */
  static String require(String name) {
    Objects.requireNonNull(name, "header name");
    if (name.isEmpty() || !name.chars().allMatch(HeaderNames::isOfName)) {
      throw new IllegalArgumentException(
          "header name is \""
              + Names.escape(name)
              + "\"; it must be made of letters, digits and hyphens, such as X-State");
    }
    return name;
  }

  private static boolean isOfName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}

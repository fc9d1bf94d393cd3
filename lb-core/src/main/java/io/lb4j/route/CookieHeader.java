package io.lb4j.route;

import org.jspecify.annotations.Nullable;

/** Reads the header {@code Cookie} as servers do: pairs between semicolons, garbage passed over. */
final class CookieHeader {

  private CookieHeader() {}

  /** The first value of a cookie, without the quotes around it; null if there is none. */
  static @Nullable String value(@Nullable String header, String name) {
    if (header == null) {
      return null;
    }
    for (int start = 0; start < header.length(); ) {
      int end = endOfPair(header, start);
      int from = skipSpace(header, start, end);
      if (header.startsWith(name, from)
          && from + name.length() < end
          && header.charAt(from + name.length()) == '=') {
        return unquoted(header.substring(from + name.length() + 1, end).strip());
      }
      start = end + 1;
    }
    return null;
  }

  private static int endOfPair(String header, int start) {
    int end = header.indexOf(';', start);
    return end < 0 ? header.length() : end;
  }

  private static int skipSpace(String header, int start, int end) {
    int at = start;
    while (at < end && (header.charAt(at) == ' ' || header.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}

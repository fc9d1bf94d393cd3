package io.lb4j.route;

import org.jspecify.annotations.Nullable;

/**
 * What makes servers read a path differently. If a router took {@code /public/..;/admin} for
 * something public while the server takes it for {@code /admin}, rules would be no boundary; so by
 * default such paths have no route at all.
 */
final class PathAmbiguity {

  private PathAmbiguity() {}

  /** Names the first ambiguity of a path; null if all servers agree on it. */
  static @Nullable String in(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        if (isEmptySegment(path, i)) {
          return "an empty segment (//)";
        }
        if (isDotSegment(path, i + 1)) {
          return "a dot segment (. or ..)";
        }
      } else if (c == '%') {
        String escape = escape(path, i);
        if (escape != null) {
          return escape;
        }
      } else if (c == ';') {
        return "a semicolon, which some servers cut off with what follows";
      } else if (c == '\\') {
        return "a backslash, which some servers take for a slash";
      } else if (c <= ' ' || c == 0x7f || c == '?' || c == '#') {
        return "a character that no path holds";
      }
    }
    return null;
  }

  private static boolean isEmptySegment(String path, int slash) {
    return slash + 1 < path.length() && path.charAt(slash + 1) == '/';
  }

  private static boolean isDotSegment(String path, int from) {
    int to = from;
    while (to < path.length() && to < from + 3 && path.charAt(to) == '.') {
      to++;
    }
    boolean ends = to == path.length() || path.charAt(to) == '/';
    return ends && (to - from == 1 || to - from == 2);
  }

  private static @Nullable String escape(String path, int percent) {
    int high = percent + 2 < path.length() ? Character.digit(path.charAt(percent + 1), 16) : -1;
    int low = percent + 2 < path.length() ? Character.digit(path.charAt(percent + 2), 16) : -1;
    if (high < 0 || low < 0) {
      return "a percent sign without two hexadecimal digits";
    }
    int octet = (high << 4) | low;
    if (octet == '/' || octet == '\\' || octet == ';') {
      return "an escaped slash, backslash or semicolon, which some servers unescape";
    }
    if (octet < ' ' || octet == 0x7f) {
      return "an escaped control character";
    }
    return isUnreserved(octet)
        ? "an escaped letter, digit, dot, hyphen, underscore or tilde"
        : null;
  }

  /** What may be written with or without an escape and means the same (RFC 3986, 2.3). */
  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '~';
  }
}

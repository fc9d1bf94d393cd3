package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import java.util.Locale;

/** Which names can stand for a balancer in a URL, spelled as OkHttp spells hosts. */
final class HostNames {

  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  private HostNames() {}

  /** Checks a balancer's name and returns it in lower case. */
  static String require(String name) {
    if (isAddress(name)) {
      throw refused(
          name, "it is an IP address, which is never looked up; choose a name such as \"orders\"");
    }
    if (name.length() > MAX_NAME) {
      throw refused(name, "host names have at most " + MAX_NAME + " characters");
    }
    // With a limit of -1, so that the empty labels of "a..b" and "a." are seen.
    for (String label : name.split("\\.", -1)) {
      requireLabel(name, label);
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static void requireLabel(String name, String label) {
    if (label.isEmpty() || label.length() > MAX_LABEL) {
      throw refused(name, "the parts between the dots have 1 to " + MAX_LABEL + " characters");
    }
    if (label.startsWith("-") || label.endsWith("-")) {
      throw refused(name, "its parts neither begin nor end with a hyphen");
    }
    for (int i = 0; i < label.length(); i++) {
      if (!isLabelCharacter(label.charAt(i))) {
        throw refused(
            name, "it may hold letters a to z, digits, hyphens, underscores and dots only");
      }
    }
  }

  private static boolean isLabelCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** OkHttp takes any host of digits and dots, and any with a colon, for an address. */
  private static boolean isAddress(String name) {
    if (name.indexOf(':') >= 0) {
      return true;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException(
        "balancer name \"" + Names.escape(name) + "\" cannot be the host of a URL: " + why);
  }
}

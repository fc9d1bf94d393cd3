package io.lb4j.route;

import io.lb4j.endpoint.Names;
import java.util.Locale;

/**
 * Which hosts a rule is for: one, or all below a domain.
 *
 * @param suffix whether the name stands for what is below it
 * @param name in lower case; of a suffix it begins with the dot
 */
record HostPattern(boolean suffix, String name) {

  /**
   * Reads {@code shop.example} or {@code *.shop.example}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static HostPattern of(String text) {
    boolean suffix = text.startsWith("*.");
    String name = normal(suffix ? text.substring(2) : text);
    if (name.isEmpty() || name.startsWith(".") || name.contains("..")) {
      throw refused(text, "a label is empty");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.:".indexOf(c) >= 0;
      if (!allowed) {
        throw refused(text, "it holds what is not of a host name");
      }
    }
    int colon = name.indexOf(':');
    if (colon >= 0 && colon == name.lastIndexOf(':')) {
      throw refused(text, "it has a port; hosts are compared without");
    }
    return new HostPattern(suffix, suffix ? "." + name : name);
  }

  /** The spelling by which hosts are compared: lower case, without the dot of the root. */
  static String normal(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  boolean matches(String normalHost) {
    return suffix
        ? normalHost.length() > name.length() && normalHost.endsWith(name)
        : normalHost.equals(name);
  }

  /** Whether this matches whatever the other one does. */
  boolean covers(HostPattern other) {
    return other.suffix ? suffix && other.name.endsWith(name) : matches(other.name);
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException(
        "host \""
            + Names.escape(text)
            + "\" is refused: "
            + why
            + "; write shop.example, or *.shop.example for all below it");
  }

  @Override
  public String toString() {
    return suffix ? "*" + name : name;
  }
}

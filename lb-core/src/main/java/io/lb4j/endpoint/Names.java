package io.lb4j.endpoint;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What text may be a name: of a balancer, an endpoint, a zone. Names end up in log lines, metrics
 * and error messages, so anything that could forge a line or hide text is refused when it arrives,
 * and text that cannot be refused is escaped before it is shown.
 */
public final class Names {

  /** The longest name accepted, in characters. */
  public static final int MAX_LENGTH = 255;

  private Names() {}

  /**
   * Checks a name.
   *
   * @param what what the name is of, for the error message: {@code "endpoint id"}
   * @param name the name
   * @return the name, unchanged
   * @throws IllegalArgumentException if the name is blank, longer than {@link #MAX_LENGTH} or holds
   *     a control, line-separating or invisible formatting character
   */
  public static String require(String what, String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          what + " is blank; it needs at least one visible character");
    }
    if (name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          what + " has " + name.length() + " characters; at most " + MAX_LENGTH + " are allowed");
    }
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int character = name.codePointAt(i);
      if (isHarmful(character)) {
        throw new IllegalArgumentException(
            "%s \"%s\" holds the character \\u%04x at index %d; control, line-separating and invisible formatting characters are not allowed"
                .formatted(what, escape(name), character, i));
      }
    }
    return name;
  }

  /**
   * Makes text safe to show in a log line or a message.
   *
   * @param text text from outside
   * @return the text with harmful characters as Unicode escapes, cut after {@link #MAX_LENGTH}
   *     characters
   */
  public static String escape(String text) {
    return escape(text, MAX_LENGTH);
  }

  /**
   * Makes text safe to show that may be longer than a name.
   *
   * @param text text from outside
   * @param maxLength after how many of its characters it is cut
   * @return the text with harmful characters as Unicode escapes
   */
  public static String escape(String text, int maxLength) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), maxLength) + 16);
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (i >= maxLength) {
        return safe.append('…').toString();
      }
      int character = text.codePointAt(i);
      if (isHarmful(character)) {
        safe.append("\\u%04x".formatted(character));
      } else {
        safe.appendCodePoint(character);
      }
    }
    return safe.toString();
  }

  /**
   * Finds the name that somebody may have meant.
   *
   * @param mistyped what was written
   * @param known what could have been
   * @return the known name with the fewest insertions, deletions and replacements between, or null
   *     if even it differs in more than a third
   */
  public static @Nullable String nearest(String mistyped, Collection<String> known) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(mistyped, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest != null && 3 * least <= Math.max(mistyped.length(), nearest.length())
        ? nearest
        : null;
  }

  /** Levenshtein's, row by row. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static boolean isHarmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}

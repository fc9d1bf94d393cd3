package io.lb4j.endpoint;

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
    StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 16);
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (i >= MAX_LENGTH) {
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

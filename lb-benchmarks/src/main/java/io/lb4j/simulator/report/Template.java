package io.lb4j.simulator.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places such as {@code {{ranking}}} for what is computed. */
record Template(String text) {

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)}}");

  static Template ofResource(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fills all places in.
   *
   * @throws IllegalArgumentException if a place has no value, or a value no place
   */
  String filled(Map<String, String> values) {
    for (String name : values.keySet()) {
      if (!text.contains("{{" + name + "}}")) {
        throw new IllegalArgumentException("the template has no place for " + name);
      }
    }
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalArgumentException("nothing to put at " + place.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }
}

package io.lb4j.simulator.notation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places such as <code>{{title}}</code>. They are filled in one go, so that a value
 * that looks like a place stays what it is.
 *
 * @param text with its places
 */
public record Template(String text) {

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /**
   * Fills all places in.
   *
   * @param values by the names of the places
   * @return the text
   * @throws IllegalArgumentException if a place has no value, or a value no place
   */
  public String filled(Map<String, String> values) {
    for (String name : values.keySet()) {
      if (!text.contains("{{" + name + "}}")) {
        throw new IllegalArgumentException("the template has no place for " + name);
      }
    }
    return PLACE
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(value(values, place.group(1))));
  }

  private static String value(Map<String, String> values, String place) {
    String value = values.get(place);
    if (value == null) {
      throw new IllegalArgumentException("nothing was given for {{" + place + "}}");
    }
    return value;
  }
}

package io.lb4j.endpoint;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The format of {@link Properties}. They themselves know no lines, and drop the first of two values
 * of one key in silence; so each logical line is handed to them by itself.
 */
final class PropertiesFormat implements FileFormat {

  @Override
  public Set<String> extensions() {
    return Set.of("properties");
  }

  @Override
  public List<Entry> read(String text) {
    List<Entry> entries = new ArrayList<>();
    List<InvalidSettingsException.Problem> problems = new ArrayList<>();
    Map<String, Integer> lineOfKey = new HashMap<>();
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      int first = i;
      StringBuilder logical = new StringBuilder(lines[i]);
      while (!isComment(lines[first]) && continues(lines[i]) && i + 1 < lines.length) {
        i++;
        logical.append('\n').append(lines[i]);
      }
      Properties parsed = new Properties();
      try {
        parsed.load(new StringReader(logical.toString()));
      } catch (IllegalArgumentException e) {
        problems.add(
            new InvalidSettingsException.Problem(
                "line " + (first + 1),
                "malformed \\u escape; write it as \\u and four hex digits"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (String key : parsed.stringPropertyNames()) {
        entries.add(new Entry(key, parsed.getProperty(key), first + 1));
        Integer twin = lineOfKey.putIfAbsent(key, first + 1);
        if (twin != null) {
          problems.add(
              new InvalidSettingsException.Problem(
                  "line " + (first + 1) + ", " + key, "is set in line " + twin + " already"));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException("the file", problems);
    }
    return entries;
  }

  private static boolean isComment(String line) {
    String start = line.stripLeading();
    return start.startsWith("#") || start.startsWith("!");
  }

  private static boolean continues(String line) {
    int backslashes = 0;
    for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}

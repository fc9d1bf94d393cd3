package io.lb4j.endpoint;

import java.util.List;
import java.util.Set;

/**
 * Turns the text of a file into flat entries, {@code endpoints.a.weight = 2}. Stateless and
 * thread-safe.
 *
 * <p>Implementations on the path are found through {@link java.util.ServiceLoader}; lb-core reads
 * properties, and lb-yaml brings YAML and JSON.
 */
public interface FileFormat {

  /**
   * One value.
   *
   * @param key names joined by dots; elements of lists as {@code endpoints[0].weight}
   * @param value as text
   * @param line where it stands, from 1
   */
  record Entry(String key, String value, int line) {}

  /**
   * Returns which files are in this format.
   *
   * @return endings of file names, lower-case and without a dot
   */
  Set<String> extensions();

  /**
   * Reads a text.
   *
   * @param text the whole file
   * @return its entries, in their order
   * @throws InvalidSettingsException if the text is not in this format; names the line
   */
  List<Entry> read(String text);
}

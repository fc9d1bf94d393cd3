package io.lb4j.simulator.scenario;

import io.lb4j.simulator.notation.Resource;
import io.lb4j.simulator.notation.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds scenarios: the built-in ones by name, others by their file. */
public final class Scenarios {

  private static final String FOLDER = "/scenarios/";
  private static final String SUFFIX = ".yaml";

  private Scenarios() {}

  /**
   * Returns the names of the built-in scenarios.
   *
   * @return in the order in which they are listed
   */
  public static List<String> names() {
    return text("index.txt").lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /**
   * Reads a scenario.
   *
   * @param nameOrFile a built-in scenario's name, or the path of a file that ends in .yaml
   * @return the scenario
   * @throws ScenarioException if something is wrong with the file
   * @throws IllegalArgumentException if there is neither such a scenario nor such a file
   */
  public static Scenario find(String nameOrFile) {
    if (names().contains(nameOrFile)) {
      return ScenarioReader.read(nameOrFile, nameOrFile + SUFFIX, null, text(nameOrFile + SUFFIX));
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "there is no scenario \""
              + nameOrFile
              + "\", and no such file; "
              + Suggestion.forUnknown(nameOrFile, names()));
    }
    Path fileName = file.getFileName();
    String name = fileName == null ? nameOrFile : fileName.toString();
    try {
      return ScenarioReader.read(
          name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name,
          nameOrFile,
          file.toAbsolutePath().getParent(),
          Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + nameOrFile + ": " + e, e);
    }
  }

  /**
   * Returns the file of a built-in scenario, comments included.
   *
   * @param name one of {@link #names}
   * @return YAML, a start for one's own
   */
  public static String yaml(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "there is no scenario \"" + name + "\"; " + Suggestion.forUnknown(name, names()));
    }
    return text(name + SUFFIX);
  }

  private static String text(String name) {
    return Resource.text(FOLDER + name);
  }
}

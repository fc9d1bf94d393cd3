package io.lb4j.simulator.scenario;

/** A scenario file is wrong. The message says where, which key, and what would be right. */
public final class ScenarioException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param file the file's name
   * @param line from 1
   * @param path the keys that lead there; empty for the file as a whole
   * @param problem what is wrong and what would be right
   */
  public ScenarioException(String file, int line, String path, String problem) {
    super(file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + problem);
  }
}

package io.lb4j.micrometer;

import java.nio.file.Path;

/** The files of docs/operations. */
final class OperationsFiles {

  private OperationsFiles() {}

  /** Surefire names the module's directory; IDEs start tests inside it. */
  static Path path(String name) {
    return Path.of(System.getProperty("basedir", ""))
        .toAbsolutePath()
        .resolveSibling("docs")
        .resolve("operations")
        .resolve(name);
  }
}

package io.lb4j.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
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

  static String text(String name) throws IOException {
    return Files.readString(path(name));
  }
}

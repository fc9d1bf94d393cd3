package io.lb4j.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** What lb-core ships: neither tests nor the jars of other modules with the same root package. */
final class MainCode {

  private static final JavaClasses CLASSES = new ClassFileImporter().importPath(directory());

  private MainCode() {}

  static JavaClasses classes() {
    return CLASSES;
  }

  /** Surefire names the module's directory; IDEs start tests inside it. */
  static Path directory() {
    return Path.of(System.getProperty("basedir", ""), "target", "classes");
  }
}

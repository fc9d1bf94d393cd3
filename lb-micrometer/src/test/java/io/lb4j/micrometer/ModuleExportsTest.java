package io.lb4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A public type that is not exported is missing for module users and present for all others. */
final class ModuleExportsTest {

  /** Surefire names the module's directory; IDEs start tests inside it. */
  private static final Path CLASSES =
      Path.of(System.getProperty("basedir", ""), "target", "classes");

  private final ModuleReference module =
      ModuleFinder.of(CLASSES).find("io.lb4j.micrometer").orElseThrow();

  @Test
  void exportsExactlyThePackagesWithPublicTypes() throws IOException {
    assertThat(module.descriptor().exports())
        .noneMatch(ModuleDescriptor.Exports::isQualified)
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrderElementsOf(packagesWithPublicTypes());
  }

  private Set<String> packagesWithPublicTypes() throws IOException {
    try (ModuleReader reader = module.open();
        Stream<String> files = reader.list()) {
      return files
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.replace(".class", "").replace('/', '.'))
          .map(ModuleExportsTest::load)
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .map(Class::getPackageName)
          .collect(Collectors.toSet());
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ModuleExportsTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}

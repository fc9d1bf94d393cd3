package io.lb4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names say what a thing is, and never make a user's import ambiguous. */
final class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"util", "utils", "common", "internal", "impl"})
  void noPackageIsADrawerForEverything(String name) {
    noClasses().should().resideInAPackage(".." + name + "..").check(MainCode.classes());
  }

  @Test
  void noClassIsNamedAfterItsPlaceInAHierarchy() {
    noClasses()
        .should()
        .haveSimpleNameStartingWith("Abstract")
        .orShould()
        .haveNameMatching(".*[.$]Base([A-Z][^.$]*)?")
        .check(MainCode.classes());
  }

  /** With a {@code Selector} of ours, completion offers the wrong one in every user's editor. */
  @Test
  void noPublicTypeSharesItsNameWithATypeOfTheJdk() throws IOException {
    Set<String> jdkTypes = jdkTypes();

    Set<String> shared =
        MainCode.classes().stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .filter(jdkTypes::contains)
            .collect(Collectors.toSet());

    assertThat(shared).isEmpty();
  }

  private static Set<String> jdkTypes() throws IOException {
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules");
    try (Stream<Path> base = Files.walk(modules.resolve("java.base/java"));
        Stream<Path> http = Files.walk(modules.resolve("java.net.http/java"));
        Stream<Path> sql = Files.walk(modules.resolve("java.sql"))) {
      return Stream.of(base, http, sql)
          .flatMap(paths -> paths)
          .map(path -> path.getFileName().toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - ".class".length()))
          .collect(Collectors.toSet());
    }
  }
}

package io.lb4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A public type that is not exported is missing for module users and present for all others. */
final class ModuleExportsTest {

  private final ModuleDescriptor module =
      ModuleFinder.of(MainCode.directory()).find("io.lb4j.core").orElseThrow().descriptor();

  @Test
  void exportsExactlyThePackagesWithPublicTypes() {
    Set<String> withPublicTypes =
        MainCode.classes().stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());

    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrderElementsOf(withPublicTypes);
  }

  @Test
  void exportsToEveryoneAndOpensNothing() {
    assertThat(module.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
    assertThat(module.isOpen()).isFalse();
    assertThat(module.opens()).isEmpty();
  }
}

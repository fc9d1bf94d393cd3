package io.lb4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may import whom. Dependencies point from the balancer down to values and pure functions, so
 * that a policy or a health judge can be read, tested and simulated without a balancer around it.
 */
final class PackageLayersTest {

  private static final String ROOT = "io.lb4j";

  /** Packages of the table may be missing; packages missing from the table fail the build. */
  private static final Map<String, List<String>> MAY_IMPORT = table();

  private static Map<String, List<String>> table() {
    List<String> layer1 = named("time", "stats", "hash");
    // The test kit belongs to layer 2, but production code that imports it is a mistake.
    List<String> layers1And2 = join(layer1, named("endpoint", "request"));
    List<String> features = named("zone", "limit", "retry", "affinity", "route");
    List<String> layer3 = join(named("select", "health"), features);
    List<String> layers1To3 = join(layers1And2, layer3);
    List<String> rootAndBelow = join(layers1To3, named("snapshot"), List.of(ROOT));

    Map<String, List<String>> table = new LinkedHashMap<>();
    layer1.forEach(name -> table.put(name, List.of()));
    table.put(ROOT + ".endpoint", named("time"));
    table.put(ROOT + ".request", named("time", "endpoint", "hash"));
    table.put(ROOT + ".testkit", named("time", "endpoint"));
    layer3.forEach(name -> table.put(name, layers1And2));
    table.put(ROOT + ".resilience", join(layers1And2, named("health", "retry")));
    table.put(ROOT + ".snapshot", layers1To3);
    table.put(ROOT + ".jfr", join(layers1And2, named("health", "snapshot")));
    table.put(ROOT, join(rootAndBelow, named("jfr")));
    named("invoke", "socket", "config").forEach(name -> table.put(name, rootAndBelow));
    return table;
  }

  static Stream<String> packages() {
    return MAY_IMPORT.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void importsOnlyWhatItsRowAllows(String name) {
    String[] allowed = join(MAY_IMPORT.get(name), List.of(name)).toArray(String[]::new);

    noClasses()
        .that(resideInAPackage(name))
        .should(
            dependOnClassesThat(
                resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(allowed))))
        .allowEmptyShould(true)
        .check(MainCode.classes());
  }

  @Test
  void everyPackageHasARow() {
    Set<String> packages =
        MainCode.classes().stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(packages).isSubsetOf(MAY_IMPORT.keySet());
  }

  /** Who picks must not judge, and who judges must not pick; only the root sees both. */
  @Test
  void selectionAndHealthMeetOnlyInTheRoot() {
    String[] rootAndAbove = {ROOT, ROOT + ".invoke", ROOT + ".socket", ROOT + ".config"};

    noClasses()
        .that(resideOutsideOfPackages(rootAndAbove))
        .should(
            dependOnClassesThat(resideInAPackage(ROOT + ".select"))
                .and(dependOnClassesThat(resideInAPackage(ROOT + ".health"))))
        .allowEmptyShould(true)
        .check(MainCode.classes());
  }

  private static List<String> named(String... packages) {
    return Stream.of(packages).map(name -> ROOT + "." + name).toList();
  }

  @SafeVarargs
  private static List<String> join(List<String>... lists) {
    List<String> all = new ArrayList<>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }
}

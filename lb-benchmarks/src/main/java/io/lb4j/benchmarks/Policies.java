package io.lb4j.benchmarks;

import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.util.List;

/** The policies measured, by the name of their factory method; the default one first. */
final class Policies {

  static final List<String> NAMES =
      List.of("peakEwma", "powerOfTwoChoices", "random", "roundRobin");

  private Policies() {}

  static SelectionPolicy of(String name) {
    return switch (name) {
      case "peakEwma" -> SelectionPolicies.peakEwma();
      case "powerOfTwoChoices" -> SelectionPolicies.powerOfTwoChoices();
      case "random" -> SelectionPolicies.random();
      case "roundRobin" -> SelectionPolicies.roundRobin();
      default -> throw new IllegalArgumentException("no policy " + name);
    };
  }
}

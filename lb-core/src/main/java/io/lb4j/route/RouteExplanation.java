package io.lb4j.route;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a request goes where it goes: every rule in order, and what it says.
 *
 * @param chosen the name of the route, or null if there is none
 * @param refusal why the path was refused before any rule was asked, or null
 * @param rules all rules, in order, the default last
 */
public record RouteExplanation(
    @Nullable String chosen, @Nullable String refusal, List<RuleFinding> rules) {

  /**
   * What one rule says.
   *
   * @param rule its name
   * @param conditions what has to hold, in words
   * @param matches whether all of it holds
   * @param why what does not hold, or that an earlier rule came first; empty for the chosen one
   */
  public record RuleFinding(String rule, String conditions, boolean matches, String why) {

    @Override
    public String toString() {
      return (matches ? "+ " : "- ")
          + rule
          + " ("
          + conditions
          + ")"
          + (why.isEmpty() ? "" : ": " + why);
    }
  }

  /**
   * Copies the list.
   *
   * @param chosen the name of the route, or null if there is none
   * @param refusal why the path was refused before any rule was asked, or null
   * @param rules all rules, in order, the default last
   */
  public RouteExplanation {
    rules = List.copyOf(rules);
  }

  /** One line for the decision, and one per rule. */
  @Override
  public String toString() {
    String head = chosen != null ? "route " + chosen : "no route";
    return rules.stream()
        .map(RuleFinding::toString)
        .collect(
            Collectors.joining(
                "\n  ", head + (refusal == null ? "" : ": " + refusal) + "\n  ", ""));
  }
}

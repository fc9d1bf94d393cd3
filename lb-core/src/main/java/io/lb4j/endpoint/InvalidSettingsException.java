package io.lb4j.endpoint;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Text that was to describe endpoints or a balancer does not. Tells all that is wrong with it, not
 * only what was found first.
 */
public final class InvalidSettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * One thing that is wrong.
   *
   * @param place where: a key, and the line if there are lines
   * @param message what is wrong, and what would be right
   */
  public record Problem(String place, String message) {

    @Override
    public String toString() {
      return Names.escape(place) + ": " + message;
    }
  }

  /**
   * Makes the exception.
   *
   * @param what what the settings are of, for the message
   * @param problems at least one
   */
  public InvalidSettingsException(String what, List<Problem> problems) {
    super(
        what
            + (problems.size() == 1
                ? " has a problem: "
                : " has " + problems.size() + " problems: ")
            + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns what is wrong.
   *
   * @return in the order of the text; empty after serialization
   */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }
}

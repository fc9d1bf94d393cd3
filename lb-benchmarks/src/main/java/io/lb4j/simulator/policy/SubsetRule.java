package io.lb4j.simulator.policy;

import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.notation.Term;
import io.lb4j.zone.ClientSubsetting;

/**
 * Which part of the servers each client uses.
 *
 * @param size how many servers
 * @param byNumber whether clients stand at equal distances, or rank the servers each for itself
 */
public record SubsetRule(int size, boolean byNumber) {

  /**
   * Checks the size.
   *
   * @param size {@link #size()}
   * @param byNumber {@link #byNumber()}
   * @throws IllegalArgumentException if it is not positive
   */
  public SubsetRule {
    if (size < 1) {
      throw new IllegalArgumentException("a part of " + size + " servers; it needs at least 1");
    }
  }

  /**
   * Reads a rule.
   *
   * @param text {@code 100}, {@code rendezvous(100)}, which is the same, or {@code
   *     deterministic(100)}
   * @return the rule
   * @throws IllegalArgumentException if it is none
   */
  public static SubsetRule parse(String text) {
    Term term = Term.parse(text);
    if (term.arguments().isEmpty()) {
      return new SubsetRule(Quantity.wholeNumber(term.text()), false);
    }
    int size = Quantity.wholeNumber(term.with(term.name() + "(100)", 1, 1).argument(0, "").text());
    return switch (term.name()) {
      case "rendezvous" -> new SubsetRule(size, false);
      case "deterministic" -> new SubsetRule(size, true);
      default ->
          throw new IllegalArgumentException(
              "\"" + term + "\" should be rendezvous(100) or deterministic(100)");
    };
  }

  /**
   * Makes one client's rule.
   *
   * @param number the client, from 0
   * @param clients how many there are
   * @param seed of the run, since parts are drawn anew in each
   * @return what the library does
   */
  public ClientSubsetting forClient(int number, int clients, long seed) {
    return byNumber
        ? ClientSubsetting.deterministic("run-" + seed, number, clients, size)
        : ClientSubsetting.rendezvous("run-" + seed + "-client-" + number, size);
  }
}

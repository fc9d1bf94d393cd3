package io.lb4j.simulator.server;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a server does wrong to some of the requests, or of the health checks, that arrive while the
 * fault lasts.
 *
 * @param kind what happens to them
 * @param share how many of them, 0 to 1
 * @param afterNanos how long until the client could hear of it; 0 for {@link Kind#HANG}, {@link
 *     Kind#ERROR} and {@link Kind#FAIL_CHECKS}
 */
public record Fault(Kind kind, double share, long afterNanos) {

  private static final Set<Kind> TIMELESS = EnumSet.of(Kind.HANG, Kind.ERROR, Kind.FAIL_CHECKS);

  /** What happens to what the fault meets. */
  public enum Kind {
    /** The connection is refused. */
    REFUSE,
    /** The connection breaks. */
    RESET,
    /** Nothing, ever. */
    HANG,
    /** An error comes at once, without work. */
    FAIL,
    /** The server says that it is overloaded, without work. */
    REJECT,
    /** The work is done, and ends in an error. */
    ERROR,
    /** Health checks fail at once; requests are served. */
    FAIL_CHECKS;

    /** Whether it meets all that comes over the network, and not only requests. */
    boolean breaksConnections() {
      return this == REFUSE || this == RESET || this == HANG;
    }

    boolean meetsChecks() {
      return breaksConnections() || this == FAIL_CHECKS;
    }

    /**
     * Tells whether requests meet it.
     *
     * @return false if only health checks do
     */
    public boolean meetsRequests() {
      return this != FAIL_CHECKS;
    }
  }

  /**
   * Checks the values.
   *
   * @param kind {@link #kind()}
   * @param share {@link #share()}
   * @param afterNanos {@link #afterNanos()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public Fault {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share of a fault is " + share + "; it must be above 0 and at most 1");
    }
    if (afterNanos < 0) {
      throw new IllegalArgumentException("a fault cannot show before it happens");
    }
    if (afterNanos > 0 && TIMELESS.contains(kind)) {
      throw new IllegalArgumentException(
          "a fault of kind " + kind + " takes no time until it shows, only a share such as 10%");
    }
  }

  /** How the client sees it; null if it sees nothing. */
  Answer answer() {
    return switch (kind) {
      case REFUSE -> Answer.REFUSED;
      case RESET -> Answer.RESET;
      case REJECT -> Answer.REJECTED;
      case HANG, FAIL, ERROR, FAIL_CHECKS -> Answer.ERROR;
    };
  }
}

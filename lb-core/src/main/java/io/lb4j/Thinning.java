package io.lb4j;

/**
 * Lets through a share of the picks of one endpoint, and sends the others to the next choice:
 * rather than lowering a weight or raising a score, this works the same under every policy, never
 * starves the endpoint, and needs no new table as the share grows.
 *
 * <p>Picks are counted, not drawn: one in ten is let through at a share of 10 %. {@code credit} is
 * written by callers without a lock. A lost update lets one pick more or less through.
 */
final class Thinning {

  private double credit;

  /**
   * @param credit 1 lets the first pick through
   */
  Thinning(double credit) {
    this.credit = credit;
  }

  boolean admits(double share) {
    double available = credit + share;
    if (available < 1) {
      credit = available;
      return false;
    }
    credit = Math.min(1, available - 1);
    return true;
  }
}

package io.lb4j;

import io.lb4j.snapshot.LeaseTrace;

/**
 * How many selections {@link Balancer#traces} remembers, drawn at random: a fixed step would fall
 * in with callers that make several calls per request, and only ever show one of them.
 *
 * <p>A traced selection costs some microseconds and about 2 KB for as long as it is kept; the
 * others pay for the draw, a few nanoseconds, and a balancer without traces pays nothing.
 *
 * @param oneIn one selection in so many is traced; at least 1, for every one
 * @param kept how many are remembered, the newest; 1 to {@value #MAX_KEPT}
 */
public record LeaseTraces(int oneIn, int kept) {

  private static final int DEFAULT_KEPT = 100;
  private static final int MAX_KEPT = 10_000;

  /**
   * Checks the values.
   *
   * @param oneIn {@link #oneIn()}
   * @param kept {@link #kept()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public LeaseTraces {
    if (oneIn < 1) {
      throw new IllegalArgumentException(
          "oneIn is " + oneIn + "; it must be at least 1, which traces every selection");
    }
    if (kept < 1 || kept > MAX_KEPT) {
      throw new IllegalArgumentException(
          "kept is %d; it must be from 1 to %d, as each %s takes memory"
              .formatted(kept, MAX_KEPT, LeaseTrace.class.getSimpleName()));
    }
  }

  /**
   * Traces some selections and keeps the last 100 of them.
   *
   * @param selections one in so many; at least 1. A thousand costs nothing that shows
   * @return the setting
   * @throws IllegalArgumentException if the number is below 1
   */
  public static LeaseTraces oneIn(int selections) {
    return new LeaseTraces(selections, DEFAULT_KEPT);
  }

  /**
   * Changes how many are remembered.
   *
   * @param traces 1 to {@value #MAX_KEPT}
   * @return a changed copy
   * @throws IllegalArgumentException if the number is out of its range
   */
  public LeaseTraces keep(int traces) {
    return new LeaseTraces(oneIn, traces);
  }
}

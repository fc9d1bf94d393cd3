package io.lb4j.select;

/**
 * A weighted cycle, as the rule that tells who is next and the state it has reached. Not
 * thread-safe: it computes turns ahead of time, and pickers share what it computed.
 */
interface TurnOrder {

  /** Computes the next turns, as many as there is room for, and moves on by as many. */
  void fill(int[] turns);

  /** Makes an independent order in the same state. */
  TurnOrder copy();

  /**
   * Moves a new order on, without computing every turn before. The order may enter at an equivalent
   * state instead of the one that it would have reached turn by turn.
   *
   * @param position turns from the start, less than the cycle has
   */
  void skipTo(long position);
}

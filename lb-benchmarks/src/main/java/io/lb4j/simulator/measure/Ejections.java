package io.lb4j.simulator.measure;

import java.util.function.Predicate;

/** Holds ejections against the truth: right if the server was bad at that moment, wrong if not. */
public final class Ejections {

  private final Predicate<String> isBad;
  private long right;
  private long wrong;

  /**
   * Starts with nothing ejected.
   *
   * @param isBad tells whether something is wrong with the server of an id now
   */
  public Ejections(Predicate<String> isBad) {
    this.isBad = isBad;
  }

  void judge(String server) {
    if (isBad.test(server)) {
      right++;
    } else {
      wrong++;
    }
  }

  long right() {
    return right;
  }

  long wrong() {
    return wrong;
  }

  /** Forgets the counts of the warm-up. */
  void startOver() {
    right = 0;
    wrong = 0;
  }
}

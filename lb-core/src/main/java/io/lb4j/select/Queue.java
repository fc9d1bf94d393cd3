package io.lb4j.select;

/** Requests in flight in the measure that load metrics share. */
final class Queue {

  /** Keeps a whole number whole after a division that does not come out even. */
  private static final double ROUNDING = 1e-9;

  private Queue() {}

  /**
   * Returns requests in flight relative to the weight, rounded down. Below one request per average
   * weight endpoints count as equally busy: compared exactly, a heavy endpoint with its first
   * request would look busier than a light one with none, and under light load weights would be
   * lost.
   */
  static int length(Candidates candidates, int index) {
    int inFlight = candidates.inFlight(index);
    return candidates.hasEqualWeights()
        ? inFlight
        : (int) (inFlight / candidates.relativeWeight(index) + ROUNDING);
  }
}

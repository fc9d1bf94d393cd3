package io.lb4j.select;

/** Requests in flight in the measure that load metrics share. */
final class Queue {

  /** Keeps a whole number whole after a division that does not come out even. */
  private static final double ROUNDING = 1e-9;

  /** What an endpoint of average weight may carry on top of a whole number without being busier. */
  private static final double SLACK = 0.5;

  private Queue() {}

  /**
   * Returns requests in flight relative to the weight, less half a one, rounded down. Compared
   * exactly, a heavy endpoint with its first request would look busier than a light one with none;
   * rounded down only, one a little below the average weight would look busy with its first request
   * and one a little above it idle. Under light load weights would be lost either way.
   */
  static int length(Candidates candidates, int index) {
    int inFlight = candidates.inFlight(index);
    return candidates.hasEqualWeights()
        ? inFlight
        : (int) Math.max(0, inFlight / candidates.relativeWeight(index) - SLACK + ROUNDING);
  }
}

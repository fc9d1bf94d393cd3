package io.lb4j.select;

/**
 * Load as requests in flight relative to the weight, times a penalty for failures: without it, an
 * endpoint that fails in a millisecond is always the idlest.
 */
final class InFlight implements LoadMetric {

  @Override
  public String name() {
    return "in_flight";
  }

  @Override
  public LoadCell newCell() {
    return new FailurePenalty();
  }

  @Override
  public double load(Candidates candidates, int index) {
    double load = Queue.length(candidates, index) + 1;
    return candidates.cell(index) instanceof FailurePenalty failures
        ? load * failures.at(candidates.tickNanos())
        : load;
  }
}

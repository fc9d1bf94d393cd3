package io.lb4j.select;

/** Load as requests in flight, whatever the weight, times a penalty for failures. */
final class Requests implements LoadMetric {

  @Override
  public String name() {
    return "requests";
  }

  @Override
  public LoadCell newCell() {
    return new FailurePenalty();
  }

  @Override
  public double load(Candidates candidates, int index) {
    double load = candidates.inFlight(index) + 1;
    return candidates.cell(index) instanceof FailurePenalty failures
        ? load * failures.at(candidates.tickNanos())
        : load;
  }
}

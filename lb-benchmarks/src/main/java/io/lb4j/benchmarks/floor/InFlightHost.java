package io.lb4j.benchmarks.floor;

/** Loaded by what is in flight. */
final class InFlightHost extends LoadedHost {

  // Grows with failures, of which the benchmark has none.
  private double penalty = 1;

  InFlightHost(Object target, double weight) {
    super(target, weight);
  }

  @Override
  double load(long tickNanos) {
    return (queue() + 1) * penalty;
  }

  @Override
  void learn(long latencyNanos, long nowNanos) {
    if (penalty != 1) {
      penalty = Math.max(1, penalty * 0.8);
    }
  }
}

package io.lb4j.benchmarks.floor;

/** A host that can be compared with another. */
abstract class LoadedHost extends CountedHost {

  private final double weight;

  /**
   * Makes one.
   *
   * @param weight in relation to the mean
   */
  LoadedHost(Object target, double weight) {
    super(target);
    this.weight = weight;
  }

  abstract double load(long tickNanos);

  /** Requests in flight for each whole unit of weight. */
  final long queue() {
    long inFlight = inFlight();
    return weight == 1 ? inFlight : (long) (inFlight / weight + 1e-9);
  }
}

package io.lb4j.benchmarks.floor;

/** Requests in flight for each whole unit of weight. */
final class WeightedQueueLoads implements PackedLoads {

  private final PackedHosts hosts;
  private final Penalties penalties;
  private final double[] weights;

  /**
   * Makes them.
   *
   * @param weights in relation to their mean
   */
  WeightedQueueLoads(PackedHosts hosts, double[] weights) {
    this.hosts = hosts;
    this.penalties = new Penalties(hosts.size());
    this.weights = weights;
  }

  @Override
  public double load(int index) {
    int inFlight = hosts.inFlight(index);
    // Most hosts are idle, and for those there is nothing to divide.
    int queue = inFlight == 0 ? 0 : (int) (inFlight / weights[index] + 1e-9);
    return (queue + 1) * penalties.of(index);
  }

  @Override
  public void learn(int index, long latencyNanos, long nowNanos) {
    penalties.succeeded(index);
  }
}

package io.lb4j.benchmarks.floor;

/** Requests in flight. */
final class QueueLoads implements PackedLoads {

  private final PackedHosts hosts;
  private final Penalties penalties;

  QueueLoads(PackedHosts hosts) {
    this.hosts = hosts;
    this.penalties = new Penalties(hosts.size());
  }

  @Override
  public double load(int index) {
    return (hosts.inFlight(index) + 1) * penalties.of(index);
  }

  @Override
  public void learn(int index, long latencyNanos, long nowNanos) {
    penalties.succeeded(index);
  }
}

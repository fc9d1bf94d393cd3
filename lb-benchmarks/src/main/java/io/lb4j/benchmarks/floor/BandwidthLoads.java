package io.lb4j.benchmarks.floor;

/**
 * Bytes per second, decaying. All rates decay alike, so which is the lowest can be told without
 * decaying any: instead, bytes count for more the later they come.
 */
final class BandwidthLoads implements PackedLoads {

  private static final double TAU_NANOS = 10e9;

  private final Penalties penalties;
  private final double[] rates;
  private final double bytes;
  // Would have to be moved every hour or so, before the exponential overflows.
  private final long sinceNanos = System.nanoTime();

  /**
   * Makes them.
   *
   * @param bytes of each request
   */
  BandwidthLoads(PackedHosts hosts, double bytes) {
    this.penalties = new Penalties(hosts.size());
    this.rates = new double[hosts.size()];
    this.bytes = bytes;
  }

  @Override
  public double load(int index) {
    return rates[index] * penalties.of(index);
  }

  @Override
  public boolean areDated() {
    return true;
  }

  @Override
  public void learn(int index, long latencyNanos, long nowNanos) {
    rates[index] += bytes * Math.exp((nowNanos - sinceNanos) / TAU_NANOS);
    penalties.succeeded(index);
  }
}

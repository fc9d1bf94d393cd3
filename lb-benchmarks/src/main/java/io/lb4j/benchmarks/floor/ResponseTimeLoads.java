package io.lb4j.benchmarks.floor;

import java.util.Arrays;

/** A moving average of latency times the queue. */
final class ResponseTimeLoads implements PackedLoads {

  private static final double SAMPLE_WEIGHT = 0.1;
  private static final double UNKNOWN = -1;
  private static final double UNKNOWN_AND_BUSY = 1e30;

  private final PackedHosts hosts;
  private final Penalties penalties;
  private final double[] averageNanos;

  ResponseTimeLoads(PackedHosts hosts) {
    this.hosts = hosts;
    this.penalties = new Penalties(hosts.size());
    this.averageNanos = new double[hosts.size()];
    Arrays.fill(averageNanos, UNKNOWN);
  }

  @Override
  public double load(int index) {
    int inFlight = hosts.inFlight(index);
    double average = averageNanos[index];
    if (average == UNKNOWN) {
      return UNKNOWN_AND_BUSY * inFlight;
    }
    return average * (inFlight + 1) * penalties.of(index);
  }

  @Override
  public boolean areTimed() {
    return true;
  }

  @Override
  public void learn(int index, long latencyNanos, long nowNanos) {
    double sample = Math.max(1, latencyNanos);
    double before = averageNanos[index];
    averageNanos[index] = before == UNKNOWN ? sample : before + SAMPLE_WEIGHT * (sample - before);
    penalties.succeeded(index);
  }
}

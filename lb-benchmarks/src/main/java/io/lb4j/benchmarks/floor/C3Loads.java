package io.lb4j.benchmarks.floor;

/** Response time, and the cube of the queue times the service time, for servers that tell none. */
final class C3Loads implements PackedLoads {

  private static final double PAST = 0.9;
  private static final double UNKNOWN_AND_BUSY = 1e30;

  private final PackedHosts hosts;
  private final Penalties penalties;
  private final double[] responseNanos;
  private final double[] serviceNanos;
  private final double[] queue;

  C3Loads(PackedHosts hosts) {
    this.hosts = hosts;
    this.penalties = new Penalties(hosts.size());
    this.responseNanos = new double[hosts.size()];
    this.serviceNanos = new double[hosts.size()];
    this.queue = new double[hosts.size()];
  }

  @Override
  public double load(int index) {
    int inFlight = hosts.inFlight(index);
    double response = responseNanos[index];
    if (response == 0 && inFlight > 0) {
      return UNKNOWN_AND_BUSY * inFlight;
    }
    double service = serviceNanos[index];
    double joined = 1 + inFlight + queue[index];
    double waited = response > service ? response - service : 0;
    return (waited + joined * joined * joined * service) * penalties.of(index);
  }

  @Override
  public boolean areTimed() {
    return true;
  }

  @Override
  public void learn(int index, long latencyNanos, long nowNanos) {
    double sample = Math.max(1, latencyNanos);
    boolean known = responseNanos[index] != 0;
    serviceNanos[index] = known ? PAST * serviceNanos[index] + (1 - PAST) * sample : sample;
    queue[index] = known ? PAST * queue[index] : 0;
    responseNanos[index] = known ? PAST * responseNanos[index] + (1 - PAST) * sample : sample;
    penalties.succeeded(index);
  }
}

package io.lb4j.benchmarks.floor;

/** Latency as a peak-sensitive moving average; two reports at once may lose one of the samples. */
final class PeakEwmaHost extends LoadedHost {

  private static final double TAU_NANOS = 10e9;
  private static final long IDLE_NANOS = 1_000_000_000;
  private static final double UNKNOWN = 1e30;

  private double latencyNanos;
  private double penalty = 1;
  private double cost;
  private long learnedAtNanos;
  private boolean answered;

  PeakEwmaHost(Object target, double weight) {
    super(target, weight);
  }

  @Override
  double load(long tickNanos) {
    long queue = queue();
    if (!answered && inFlight() > 0) {
      return UNKNOWN * inFlight();
    }
    long idleNanos = tickNanos - learnedAtNanos;
    double now = idleNanos < IDLE_NANOS ? cost : cost * Math.exp(-idleNanos / TAU_NANOS);
    return now * (queue + 1);
  }

  @Override
  boolean isTimed() {
    return true;
  }

  @Override
  void learn(long sampleNanos, long nowNanos) {
    double latency = sampleNanos;
    if (answered && latency < latencyNanos) {
      latency += (latencyNanos - latency) * Math.exp((learnedAtNanos - nowNanos) / TAU_NANOS);
    }
    latencyNanos = latency;
    cost = latency * penalty;
    learnedAtNanos = nowNanos;
    answered = true;
  }
}

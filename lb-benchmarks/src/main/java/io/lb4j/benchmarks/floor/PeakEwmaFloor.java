package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

final class PeakEwmaFloor implements Floor {

  private static final double TAU_NANOS = 10e9;
  private static final long IDLE_NANOS = 1_000_000_000;
  private static final double UNKNOWN = 1e30;

  private final Host[] hosts;
  // Nobody moves it: the benchmark is over before an estimate has to be decayed for idleness, but
  // the
  // price of asking is part of the rule.
  private volatile long tickNanos = System.nanoTime();

  PeakEwmaFloor(Object[] targets) {
    this.hosts = Arrays.stream(targets).map(Host::new).toArray(Host[]::new);
  }

  @Override
  public FloorLease select() {
    Host[] all = hosts;
    long bits = ThreadLocalRandom.current().nextLong();
    int index = TwoDraws.high(bits, all.length);
    Host first = all[index];
    Host second = all[TwoDraws.lowOtherThan(index, bits, all.length)];
    long now = tickNanos;
    Host host = second.load(now) < first.load(now) ? second : first;
    host.acquire();
    return new FloorLease(host, System.nanoTime());
  }

  /**
   * Latency as a peak-sensitive moving average; two reports at once may lose one of the samples.
   */
  private static final class Host extends FloorHost {

    private double latencyNanos;
    private double penalty = 1;
    private double cost;
    private long learnedAtNanos;
    private boolean answered;

    Host(Object target) {
      super(target);
    }

    double load(long tickNanos) {
      long inFlight = inFlight();
      if (!answered && inFlight > 0) {
        return UNKNOWN * inFlight;
      }
      long idleNanos = tickNanos - learnedAtNanos;
      double now = idleNanos < IDLE_NANOS ? cost : cost * Math.exp(-idleNanos / TAU_NANOS);
      return now * (inFlight + 1);
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
}

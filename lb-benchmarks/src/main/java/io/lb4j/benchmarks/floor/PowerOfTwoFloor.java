package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

final class PowerOfTwoFloor implements Floor {

  private final Host[] hosts;

  PowerOfTwoFloor(Object[] targets) {
    this.hosts = Arrays.stream(targets).map(Host::new).toArray(Host[]::new);
  }

  @Override
  public FloorLease select() {
    Host[] all = hosts;
    long bits = ThreadLocalRandom.current().nextLong();
    int index = TwoDraws.high(bits, all.length);
    Host first = all[index];
    Host second = all[TwoDraws.lowOtherThan(index, bits, all.length)];
    Host host = second.load() < first.load() ? second : first;
    host.acquire();
    return new FloorLease(host, System.nanoTime());
  }

  private static final class Host extends FloorHost {

    // Grows with failures, of which the benchmark has none.
    private double penalty = 1;

    Host(Object target) {
      super(target);
    }

    double load() {
      return (inFlight() + 1) * penalty;
    }

    @Override
    void learn(long latencyNanos, long nowNanos) {
      if (penalty != 1) {
        penalty = Math.max(1, penalty * 0.8);
      }
    }
  }
}

package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

final class RandomFloor implements Floor {

  private final FloorHost[] hosts;

  RandomFloor(Object[] targets) {
    this.hosts = Arrays.stream(targets).map(FloorHost::new).toArray(FloorHost[]::new);
  }

  @Override
  public FloorLease select() {
    FloorHost host = hosts[TwoDraws.high(ThreadLocalRandom.current().nextLong(), hosts.length)];
    host.acquire();
    return new FloorLease(host, System.nanoTime());
  }
}

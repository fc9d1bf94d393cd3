package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

final class RoundRobinFloor implements Floor {

  private final FloorHost[] hosts;
  private final AtomicLong cursor = new AtomicLong();

  RoundRobinFloor(Object[] targets) {
    this.hosts = Arrays.stream(targets).map(FloorHost::new).toArray(FloorHost[]::new);
  }

  @Override
  public FloorLease select() {
    FloorHost host = hosts[(int) (cursor.getAndIncrement() % hosts.length)];
    host.acquire();
    return new FloorLease(host, System.nanoTime());
  }
}

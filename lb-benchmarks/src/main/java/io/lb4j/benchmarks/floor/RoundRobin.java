package io.lb4j.benchmarks.floor;

import java.util.concurrent.atomic.AtomicLong;

/** Everybody in turn. */
final class RoundRobin implements Chooser {

  private final int size;
  private final AtomicLong cursor = new AtomicLong();

  RoundRobin(int size) {
    this.size = size;
  }

  @Override
  public int pick(FloorKey key) {
    return (int) (cursor.getAndIncrement() % size);
  }
}

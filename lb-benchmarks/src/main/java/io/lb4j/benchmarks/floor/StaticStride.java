package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Round robin in which the lighter hosts sit out a part of the rounds, as in gRPC. */
final class StaticStride implements Chooser {

  private static final int FULL = 0xffff;

  private final char[] scaled;
  private final AtomicLong cursor = new AtomicLong();

  StaticStride(double[] weights) {
    double largest = Arrays.stream(weights).max().orElseThrow();
    this.scaled = new char[weights.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (char) Math.round(weights[i] / largest * FULL);
    }
  }

  @Override
  public int pick(FloorKey key) {
    while (true) {
      long sequence = cursor.getAndIncrement();
      long round = sequence / scaled.length;
      int index = (int) (sequence - round * scaled.length);
      int weight = scaled[index];
      if ((weight * round + (long) (FULL / 2) * index) % FULL >= FULL - weight) {
        return index;
      }
    }
  }
}

package io.lb4j.benchmarks.floor;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** The same host until it fails. */
final class Pin implements Chooser {

  private final AtomicIntegerArray failures;
  // The host above, and below how often it had failed when it was chosen.
  private final AtomicLong pin = new AtomicLong();

  Pin(int size) {
    this.failures = new AtomicIntegerArray(size);
  }

  @Override
  public int pick(FloorKey key) {
    long seen = pin.get();
    int index = (int) (seen >>> 32);
    if ((int) seen == failures.get(index)) {
      return index;
    }
    int next = index + 1 < failures.length() ? index + 1 : 0;
    long moved = (long) next << 32 | Integer.toUnsignedLong(failures.get(next));
    return pin.compareAndSet(seen, moved) ? next : (int) (pin.get() >>> 32);
  }

  void failed(int index) {
    failures.incrementAndGet(index);
  }
}

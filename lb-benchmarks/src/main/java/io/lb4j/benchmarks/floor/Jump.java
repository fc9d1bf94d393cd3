package io.lb4j.benchmarks.floor;

/** Jump consistent hash. */
final class Jump implements Chooser {

  private final int size;

  Jump(int size) {
    this.size = size;
  }

  @Override
  public int pick(FloorKey key) {
    long state = key.hash();
    long index = -1;
    long next = 0;
    while (next < size) {
      index = next;
      state = state * 2862933555777941757L + 1;
      next = (long) ((index + 1) * (0x1p31 / ((state >>> 33) + 1)));
    }
    return (int) index;
  }
}

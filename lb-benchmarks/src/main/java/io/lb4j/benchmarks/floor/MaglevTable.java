package io.lb4j.benchmarks.floor;

import io.lb4j.hash.MaglevPlacement;
import java.util.Arrays;

/** One look-up in a table, with its usual size as a constant of the program. */
final class MaglevTable implements Chooser {

  private static final int SIZE = MaglevPlacement.USUAL_SIZE;

  private final char[] table = new char[SIZE];

  MaglevTable(String[] names) {
    double[] weights = new double[names.length];
    Arrays.fill(weights, 1);
    // Filling a table is not what is measured.
    MaglevPlacement filled = MaglevPlacement.of(names, weights, SIZE);
    for (int slot = 0; slot < SIZE; slot++) {
      table[slot] = (char) filled.index(slot, 0);
    }
  }

  @Override
  public int pick(FloorKey key) {
    // The remainder without a sign, by two divisions that the compiler turns into multiplications.
    long half = (key.hash() >>> 1) % SIZE;
    return table[(int) ((half * 2 + (key.hash() & 1)) % SIZE)];
  }
}

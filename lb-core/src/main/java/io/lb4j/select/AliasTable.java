package io.lb4j.select;

import io.lb4j.time.RandomSource;
import java.util.function.IntToDoubleFunction;

/**
 * Draws an index with probability proportional to its weight in constant time.
 *
 * <p>Source: Vose 1991. Building is O(n), a draw costs 32 random bits; 12 bytes per index.
 */
final class AliasTable {

  private final int[] alias;
  // Chance to keep the column drawn, as an unsigned fraction of 2^32.
  private final long[] keep;

  AliasTable(int size, IntToDoubleFunction relativeWeight) {
    this.alias = new int[size];
    this.keep = new long[size];
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += relativeWeight.applyAsDouble(i);
    }
    double[] share = new double[size];
    // One array holds both work lists: those below the mean from the left, the others from the
    // right.
    int[] work = new int[size];
    int small = 0;
    int large = size;
    for (int i = 0; i < size; i++) {
      share[i] = relativeWeight.applyAsDouble(i) / total * size;
      work[share[i] < 1 ? small++ : --large] = i;
    }
    while (small > 0 && large < size) {
      int poor = work[--small];
      int rich = work[large];
      keep[poor] = (long) (share[poor] * 0x1p32);
      alias[poor] = rich;
      share[rich] -= 1 - share[poor];
      if (share[rich] < 1) {
        large++;
        work[small++] = rich;
      }
    }
    // What is left is at the mean, but for rounding.
    while (small > 0) {
      fill(work[--small]);
    }
    while (large < size) {
      fill(work[large++]);
    }
  }

  private void fill(int index) {
    keep[index] = 1L << 32;
    alias[index] = index;
  }

  /**
   * Draws an index.
   *
   * @param bits 32 uniform bits: the high part of their product with the size chooses the column,
   *     the low part flips its coin
   */
  int draw(int bits) {
    long product = Integer.toUnsignedLong(bits) * alias.length;
    int column = (int) (product >>> 32);
    return (product & 0xffff_ffffL) < keep[column] ? column : alias[column];
  }

  /** Draws an index other than the given one; the table must hold at least two. */
  int drawOther(int index, RandomSource random) {
    int other = index;
    for (int tries = 0; other == index && tries < 4; tries++) {
      other = draw((int) (random.nextLong() >>> 32));
    }
    if (other != index) {
      return other;
    }
    // One weight outweighs the rest: any other endpoint will do.
    int shifted = random.nextInt(alias.length - 1);
    return shifted < index ? shifted : shifted + 1;
  }
}

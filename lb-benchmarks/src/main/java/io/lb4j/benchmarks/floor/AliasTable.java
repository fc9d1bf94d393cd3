package io.lb4j.benchmarks.floor;

/** Draws by weight in constant time (Vose): each column is kept, or gives way to its alias. */
final class AliasTable {

  // The chance to keep a column, in 32 bits above, its alias below: one read for both.
  private final long[] columns;

  AliasTable(double[] weights) {
    int size = weights.length;
    this.columns = new long[size];
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double[] share = new double[size];
    int[] work = new int[size];
    int small = 0;
    int large = size;
    for (int i = 0; i < size; i++) {
      columns[i] = 0xffff_ffffL << 32 | i;
      share[i] = weights[i] / total * size;
      work[share[i] < 1 ? small++ : --large] = i;
    }
    while (small > 0 && large < size) {
      int poor = work[--small];
      int rich = work[large];
      columns[poor] = (long) (share[poor] * 0x1p32) << 32 | rich;
      share[rich] -= 1 - share[poor];
      if (share[rich] < 1) {
        large++;
        work[small++] = rich;
      }
    }
  }

  int draw(int bits) {
    long product = Integer.toUnsignedLong(bits) * columns.length;
    int column = (int) (product >>> 32);
    long entry = columns[column];
    return (product & 0xffff_ffffL) < entry >>> 32 ? column : (int) entry;
  }
}

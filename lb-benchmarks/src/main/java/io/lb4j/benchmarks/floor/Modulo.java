package io.lb4j.benchmarks.floor;

import java.util.Arrays;

/** The remainder of a hash, each host as often as it weighs. */
final class Modulo {

  private final char[] owners;
  // About 2^64 / size: multiplying by it replaces the division.
  private final long reciprocal;

  Modulo(double[] weights) {
    this.owners = new char[(int) Arrays.stream(weights).sum()];
    int at = 0;
    for (int i = 0; i < weights.length; i++) {
      int end = at + (int) weights[i];
      Arrays.fill(owners, at, end, (char) i);
      at = end;
    }
    this.reciprocal = Long.divideUnsigned(-1L, owners.length);
  }

  int owner(long hash) {
    long quotient = Math.multiplyHigh(hash, reciprocal) + ((hash >> 63) & reciprocal);
    int rest = (int) (hash - quotient * owners.length);
    return owners[rest < owners.length ? rest : rest - owners.length];
  }
}

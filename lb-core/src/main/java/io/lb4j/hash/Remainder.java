package io.lb4j.hash;

/**
 * Unsigned remainders by one divisor, with a multiplication in place of the division, which would
 * be the longest step of a look-up.
 */
final class Remainder {

  private final long divisor;
  // (2^64 − 1) / divisor, rounded down, and unsigned.
  private final long reciprocal;

  /**
   * Prepares the division.
   *
   * @param divisor from 1 to 2^62
   */
  Remainder(long divisor) {
    this.divisor = divisor;
    this.reciprocal = Long.divideUnsigned(-1L, divisor);
  }

  /** Returns the remainder of 64 unsigned bits. */
  long of(long dividend) {
    // The high half of the unsigned product, which is the quotient or one less.
    long quotient =
        Math.multiplyHigh(dividend, reciprocal)
            + ((dividend >> 63) & reciprocal)
            + ((reciprocal >> 63) & dividend);
    long rest = dividend - quotient * divisor;
    return rest < divisor ? rest : rest - divisor;
  }
}

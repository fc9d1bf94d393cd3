package io.lb4j.time;

/**
 * Where random numbers come from. One method to implement, so that tests can script it and
 * simulations can seed it.
 *
 * <p>Implementations must be thread-safe and fast, and all 64 bits must be uniform: pickers split
 * one draw into two bounded numbers. Not for secrets.
 */
@FunctionalInterface
public interface RandomSource {

  /**
   * Draws 64 uniform bits.
   *
   * @return any long, each equally likely
   */
  long nextLong();

  /**
   * Draws a fraction.
   *
   * @return a uniform number in [0, 1)
   */
  default double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /**
   * Draws a bounded number by multiply-and-shift, which costs no division; its bias is below {@code
   * bound / 2^32}.
   *
   * @param bound exclusive, positive
   * @return a uniform number in [0, bound)
   */
  default int nextInt(int bound) {
    return bounded((int) (nextLong() >>> 32), bound);
  }

  /**
   * Maps 32 random bits to a bounded number, so that one {@link #nextLong()} can serve two choices.
   *
   * @param bits 32 uniform bits
   * @param bound exclusive, positive
   * @return a uniform number in [0, bound)
   */
  static int bounded(int bits, int bound) {
    return (int) ((Integer.toUnsignedLong(bits) * bound) >>> 32);
  }

  /**
   * Returns the random source of this JVM, one generator per thread.
   *
   * @return the system source, which cannot be seeded
   */
  static RandomSource system() {
    return SystemRandomSource.INSTANCE;
  }
}

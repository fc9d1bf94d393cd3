package io.lb4j.hash;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The remainder of the hash by the sum of the weights, counted off over the members in their order:
 * the plainest placement, and exactly even.
 *
 * <p>For members that never change, or where it does not matter that nearly all hashes move when
 * one does. Not for caches and sessions.
 *
 * <p>Immutable and thread-safe. O(1) with equal weights, else O(log n); allocates nothing. Memory
 * is 8 bytes per member, none with equal weights. Building is O(n).
 */
public final class ModuloPlacement {

  /** What weights may add up to: as far as sums of whole numbers are exact in a double. */
  public static final long MOST_WEIGHT = 1L << 53;

  private final int size;
  // Of the sum of the weights.
  private final Remainder remainder;
  // What each member weighs, if all weigh the same.
  private final long width;
  // Where each member's share ends; null when all weights are equal.
  private final long @Nullable [] ends;

  private ModuloPlacement(int size, long total, long @Nullable [] ends) {
    this.size = size;
    this.remainder = new Remainder(total);
    this.width = total / size;
    this.ends = ends;
  }

  /**
   * Prepares a placement.
   *
   * @param weights the members' weights: whole numbers from 1, {@link #MOST_WEIGHT} in all
   * @return the placement
   * @throws IllegalArgumentException if there are no weights or one is not whole
   */
  public static ModuloPlacement of(double[] weights) {
    if (weights.length == 0) {
      throw new IllegalArgumentException("there are no weights; there must be at least one");
    }
    long[] ends = Weights.whole(weights, MOST_WEIGHT);
    Arrays.parallelPrefix(ends, Long::sum);
    return new ModuloPlacement(
        ends.length, ends[ends.length - 1], Weights.equal(weights) ? null : ends);
  }

  /**
   * Finds the member for a hash.
   *
   * @param hash 64 unsigned bits
   * @param attempt 0 for the hash's member; others give the rest in turn, from a start that depends
   *     on the hash
   * @return the member's index, different for each attempt, or −1 when all have had their turn
   */
  public int index(long hash, int attempt) {
    long rest = remainder.of(hash);
    int index;
    if (ends == null) {
      index = (int) (width == 1 ? rest : rest / width);
    } else {
      int found = Arrays.binarySearch(ends, rest);
      index = found < 0 ? -found - 1 : found + 1;
    }
    return attempt == 0 ? index : Mix64.other(hash, index, attempt, size);
  }
}

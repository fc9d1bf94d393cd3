package io.lb4j.hash;

/**
 * Jump consistent hashing: members are numbered, and only the last may go or come. Even, without a
 * table, and 1/n of the hashes moves when the n-th member comes.
 *
 * <p>For shards that are numbered for good. Not for members that fail or are replaced: the numbers
 * behind a gap shift, and most hashes move. Knows no weights.
 *
 * <p>Stateless. O(log n), about 5 ns per doubling of n; no memory, nothing to build.
 *
 * <p>Source: Lamping and Veach 2014; the same values as Guava's {@code Hashing.consistentHash}.
 */
public final class JumpPlacement {

  private JumpPlacement() {}

  /**
   * Finds the member for a hash.
   *
   * @param hash 64 bits
   * @param size the number of members, positive
   * @param attempt 0 for the hash's member; others give the rest in turn, from a start that depends
   *     on the hash
   * @return the member's index, different for each attempt, or −1 when all have had their turn
   */
  public static int index(long hash, int size, int attempt) {
    long state = hash;
    long index = -1;
    long next = 0;
    while (next < size) {
      index = next;
      state = state * 2862933555777941757L + 1;
      next = (long) ((index + 1) * (0x1p31 / ((state >>> 33) + 1)));
    }
    return attempt == 0 ? (int) index : Mix64.other(hash, (int) index, attempt, size);
  }
}

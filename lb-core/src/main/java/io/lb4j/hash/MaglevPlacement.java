package io.lb4j.hash;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Consistent hashing by a look-up table that the members fill in turns, placed exactly as Envoy's
 * {@code maglev} does: shares are even to one slot, and little more than 1/n of the hashes moves
 * when one of n members goes.
 *
 * <p>Not for more members than about a hundredth of the table: shares get coarse, and members
 * beyond the table's size get no slot at all. Not where no other member's hashes may move: use
 * {@link RendezvousPlacement}.
 *
 * <p>Immutable and thread-safe. A look-up is O(1), one read, and allocates nothing. Memory is 4
 * bytes per slot whatever the number of members. Building is O(M log M) on average for a table of M
 * slots, with another factor of log n when weights differ; every change builds the whole table.
 *
 * <p>Source: Envoy's {@code maglev_lb.cc}; Eisenbud et al., "Maglev", NSDI 2016.
 */
public final class MaglevPlacement {

  /** The size of the table that Envoy uses unless told otherwise. */
  public static final int USUAL_SIZE = 65_537;

  /** The largest table. */
  public static final int LARGEST_SIZE = 5_000_011;

  private static final Hasher64 OFFSETS = Hashing.xxh64(0);
  private static final Hasher64 SKIPS = Hashing.xxh64(1);

  private final int[] table;
  // Of the table's size.
  private final Remainder remainder;

  private MaglevPlacement(int[] table) {
    this.table = table;
    this.remainder = new Remainder(table.length);
  }

  /**
   * Builds a table.
   *
   * @param keys the members' names, distinct; their order does not matter. Envoy uses {@code
   *     address:port}
   * @param weights the members' weights, positive and finite
   * @param tableSize the number of slots: prime, at most {@link #LARGEST_SIZE}
   * @return the table
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static MaglevPlacement of(String[] keys, double[] weights, int tableSize) {
    requireSize(tableSize);
    Weights.requireMembers(keys, weights);
    int size = keys.length;
    byte[][] names = new byte[size][];
    Integer[] order = new Integer[size];
    for (int i = 0; i < size; i++) {
      names[i] = keys[i].getBytes(StandardCharsets.UTF_8);
      order[i] = i;
    }
    Arrays.sort(order, Comparator.comparing(i -> names[i], Arrays::compareUnsigned));
    int[] members = new int[size];
    Turns turns = new Turns(tableSize, size);
    for (int i = 0; i < size; i++) {
      members[i] = order[i];
      byte[] name = names[members[i]];
      turns.offer(
          i,
          (int) Long.remainderUnsigned(OFFSETS.hashBytesToLong(name), tableSize),
          1 + (int) Long.remainderUnsigned(SKIPS.hashBytesToLong(name), tableSize - 1L));
    }
    if (Weights.equal(weights)) {
      turns.takeEqually();
    } else {
      double[] shares = Weights.shares(weights);
      double[] sortedShares = new double[size];
      for (int i = 0; i < size; i++) {
        sortedShares[i] = shares[members[i]];
      }
      turns.takeByShare(sortedShares);
    }
    int[] table = turns.slots;
    for (int slot = 0; slot < tableSize; slot++) {
      table[slot] = members[table[slot]];
    }
    return new MaglevPlacement(table);
  }

  /**
   * Checks the size of a table.
   *
   * @param tableSize the number of slots
   * @throws IllegalArgumentException if {@link #of} would not take it
   */
  public static void requireSize(int tableSize) {
    if (tableSize > LARGEST_SIZE || !isPrime(tableSize)) {
      throw new IllegalArgumentException(
          "the size of a Maglev table is "
              + tableSize
              + "; it must be prime and at most "
              + LARGEST_SIZE
              + " (usually "
              + USUAL_SIZE
              + ")");
    }
  }

  private static boolean isPrime(int number) {
    boolean prime = number >= 2;
    for (int divisor = 2; prime && divisor <= number / divisor; divisor++) {
      prime = number % divisor != 0;
    }
    return prime;
  }

  /**
   * Finds the member for a hash.
   *
   * @param hash 64 unsigned bits
   * @param attempt 0 for the hash's own slot; others look the hash up with its high bits changed,
   *     as Envoy retries: two attempts may find the same member
   * @return the member's index
   */
  public int index(long hash, int attempt) {
    return table[(int) remainder.of(hash ^ -(long) attempt)];
  }

  /** The table while it is being filled: members take turns, each its next free slot. */
  private static final class Turns {

    private static final int FREE = -1;

    final int[] slots;
    private final int[] next;
    private final int[] skips;
    private int free;

    Turns(int tableSize, int members) {
      this.slots = new int[tableSize];
      Arrays.fill(slots, FREE);
      this.next = new int[members];
      this.skips = new int[members];
      this.free = tableSize;
    }

    void offer(int member, int offset, int skip) {
      next[member] = offset;
      skips[member] = skip;
    }

    void takeEqually() {
      while (free > 0) {
        for (int member = 0; member < next.length && free > 0; member++) {
          take(member);
        }
      }
    }

    /**
     * In each round a member takes a slot unless it is ahead of its share, relative to the largest.
     * Members wait in a heap for their next round, so that light ones cost nothing until then.
     */
    void takeByShare(double[] shares) {
      double largest = Arrays.stream(shares).max().orElseThrow();
      double[] targets = new double[shares.length];
      // The round above, the member below: ordered by round, then by member. All start in round 1.
      long[] heap = new long[shares.length];
      for (int member = 0; member < heap.length; member++) {
        heap[member] = 1L << 32 | member;
      }
      while (free > 0) {
        int member = (int) heap[0];
        long round = heap[0] >>> 32;
        take(member);
        targets[member] += largest;
        replaceTop(heap, nextRound(round, shares[member], targets[member]) << 32 | member);
      }
    }

    /** The first later round in which the member is not ahead, by the original's own comparison. */
    private static long nextRound(long round, double share, double target) {
      double estimate = Math.floor(target / share) - 1;
      long next = Math.max(round + 1, (long) Math.min(estimate, Integer.MAX_VALUE - 1.0));
      while (next < Integer.MAX_VALUE && next * share < target) {
        next++;
      }
      return next;
    }

    private static void replaceTop(long[] heap, long entry) {
      int at = 0;
      for (int child = 1; child < heap.length; child = 2 * at + 1) {
        if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
          child++;
        }
        if (heap[child] >= entry) {
          break;
        }
        heap[at] = heap[child];
        at = child;
      }
      heap[at] = entry;
    }

    private void take(int member) {
      int slot = next[member];
      while (slots[slot] != FREE) {
        slot = after(slot, member);
      }
      slots[slot] = member;
      next[member] = after(slot, member);
      free--;
    }

    private int after(int slot, int member) {
      int following = slot + skips[member];
      return following < slots.length ? following : following - slots.length;
    }
  }
}

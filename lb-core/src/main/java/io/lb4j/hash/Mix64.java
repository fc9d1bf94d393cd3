package io.lb4j.hash;

/** Arithmetic on 64-bit hashes. Not for secrets: whoever knows a result knows the input. */
public final class Mix64 {

  private Mix64() {}

  /**
   * Spreads every input bit over all output bits, one to one. Source: Stafford's variant 13.
   *
   * @param bits anything: hashes that differ little, numbers in a row
   * @return bits that look random, and are the same everywhere
   */
  public static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * Returns another index for a further attempt: the others in turn, from a start that depends on
   * the key, so that what one member cannot take spreads over all others and no attempt repeats
   * one.
   *
   * @return an index that no smaller attempt gave, or −1 when all have had their turn
   */
  static int other(long hash, int first, int attempt, int size) {
    if (attempt >= size) {
      return -1;
    }
    int start = (int) Long.remainderUnsigned(mix(hash + 1), size - 1L);
    int distance = 1 + (int) ((start + attempt - 1L) % (size - 1));
    int index = first + distance;
    return index < size ? index : index - size;
  }
}

package io.lb4j.benchmarks.floor;

import io.lb4j.hash.KeyHash;
import java.util.Arrays;

/** The host whose name gives the highest number when mixed with the key. */
final class Rendezvous implements Chooser {

  private final long[] names;

  Rendezvous(String[] names) {
    this.names = Arrays.stream(names).mapToLong(KeyHash::xxh64).toArray();
  }

  @Override
  public int pick(FloorKey key) {
    long hash = key.hash();
    int best = 0;
    long highest = Long.MIN_VALUE;
    for (int i = 0; i < names.length; i++) {
      long score = mix(hash ^ names[i]);
      if (score > highest) {
        best = i;
        highest = score;
      }
    }
    return best;
  }

  /** David Stafford's thirteenth variant. */
  static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

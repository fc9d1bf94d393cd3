package io.lb4j.benchmarks.floor;

import io.lb4j.hash.KeyHash;
import java.util.Arrays;

/**
 * Points on a circle, found through a table by their top bits: points are uniform, so there is one
 * per bucket on average and next to nothing left to search.
 */
final class HashRing {

  // Unsigned and ascending.
  private final long[] points;
  private final int[] owners;
  // By the top bits of a hash, the first point that is in no bucket before.
  private final int[] starts;
  private final int shift;

  /**
   * Sorts points, of equal ones the earlier first.
   *
   * @param unsorted the points of one host after those of the other, as many for each
   */
  HashRing(long[] unsorted, int hosts) {
    int size = unsorted.length;
    int perHost = size / hosts;
    this.shift = Math.min(63, Long.numberOfLeadingZeros(size - 1L));
    this.points = new long[size];
    this.owners = new int[size];
    this.starts = new int[1 << (64 - shift)];
    for (long point : unsorted) {
      starts[bucket(point)]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    for (int i = size - 1; i >= 0; i--) {
      int at = --starts[bucket(unsorted[i])];
      points[at] = unsorted[i];
      owners[at] = i / perHost;
    }
    for (int i = 1; i < size; i++) {
      long point = points[i];
      int owner = owners[i];
      int at = i;
      for (; at > 0 && Long.compareUnsigned(points[at - 1], point) > 0; at--) {
        points[at] = points[at - 1];
        owners[at] = owners[at - 1];
      }
      points[at] = point;
      owners[at] = owner;
    }
  }

  /** As Envoy has it: at least 1024 points in all, as many for each host. */
  static HashRing ofEqualWeights(String[] names) {
    int perHost = (int) Math.ceil(1024.0 / names.length);
    long[] points = new long[perHost * names.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = KeyHash.xxh64(names[i / perHost] + "_" + i % perHost);
    }
    return new HashRing(points, names.length);
  }

  private int bucket(long hash) {
    return (int) (hash >>> shift);
  }

  /** Returns where the first point at or after a hash is. */
  int successor(long hash) {
    int at = starts[bucket(hash)];
    while (at < points.length && Long.compareUnsigned(points[at], hash) < 0) {
      at++;
    }
    return at < points.length ? at : 0;
  }

  /** Returns the next place on the circle. */
  int after(int place) {
    return place + 1 < points.length ? place + 1 : 0;
  }

  int owner(int place) {
    return owners[place];
  }
}

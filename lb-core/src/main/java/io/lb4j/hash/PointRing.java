package io.lb4j.hash;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Points on a circle of 64-bit numbers, each owned by a member, and the search for the first point
 * at or after a hash.
 *
 * <p>The points are uniform, so the top bits of a hash tell where in the sorted array its successor
 * is: a table of as many buckets as there are points leaves less than one step of search on
 * average, against the log₂ of the size for a binary search, nearly all of whose steps miss the
 * cache. Sorting by the same buckets takes linear time.
 */
final class PointRing {

  /** Further points looked at for another owner, as nginx has it. */
  private static final int MAX_TRIES = 20;

  // Ascending; the top bit is flipped, so that signed comparison orders them as unsigned.
  private final long[] points;
  private final int[] owners;
  // By the top bits of a hash: the first point whose top bits are not smaller.
  private final int[] starts;
  private final int shift;

  private PointRing(long[] points, int[] owners) {
    this.points = points;
    this.owners = owners;
    this.shift = shiftFor(points.length);
    this.starts = starts(points, shift);
  }

  /**
   * Sorts points. Of equal points, the one of the owner with the smaller number comes first.
   *
   * @param points unsigned, in any order; overwritten
   * @param owners one for each point; overwritten
   * @param distinct whether only the first of equal points is kept
   */
  static PointRing sorted(long[] points, int[] owners, boolean distinct) {
    int size = points.length;
    int shift = shiftFor(size);
    int[] ends = new int[1 << (64 - shift)];
    for (int i = 0; i < size; i++) {
      ends[(int) (points[i] >>> shift)]++;
    }
    for (int bucket = 1; bucket < ends.length; bucket++) {
      ends[bucket] += ends[bucket - 1];
    }
    long[] sortedPoints = new long[size];
    int[] sortedOwners = new int[size];
    // Backwards, so that within a bucket the order of arrival is kept.
    for (int i = size - 1; i >= 0; i--) {
      int at = --ends[(int) (points[i] >>> shift)];
      sortedPoints[at] = points[i] ^ Long.MIN_VALUE;
      sortedOwners[at] = owners[i];
    }
    insertionSort(sortedPoints, sortedOwners);
    int kept = distinct ? dropRepeats(sortedPoints, sortedOwners) : size;
    return kept == size
        ? new PointRing(sortedPoints, sortedOwners)
        : new PointRing(Arrays.copyOf(sortedPoints, kept), Arrays.copyOf(sortedOwners, kept));
  }

  /** Nearly sorted already: elements move within their bucket only. */
  private static void insertionSort(long[] points, int[] owners) {
    for (int i = 1; i < points.length; i++) {
      long point = points[i];
      int owner = owners[i];
      int at = i;
      while (at > 0
          && (points[at - 1] > point || (points[at - 1] == point && owners[at - 1] > owner))) {
        points[at] = points[at - 1];
        owners[at] = owners[at - 1];
        at--;
      }
      points[at] = point;
      owners[at] = owner;
    }
  }

  private static int dropRepeats(long[] points, int[] owners) {
    int kept = 1;
    for (int i = 1; i < points.length; i++) {
      if (points[i] != points[kept - 1]) {
        points[kept] = points[i];
        owners[kept++] = owners[i];
      }
    }
    return kept;
  }

  private static int shiftFor(int size) {
    // At least two buckets: a shift by 64 would be one by 0.
    int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(size - 1));
    return 64 - bits;
  }

  private static int[] starts(long[] points, int shift) {
    int[] starts = new int[1 << (64 - shift)];
    int at = 0;
    for (int bucket = 0; bucket < starts.length; bucket++) {
      while (at < points.length && ((points[at] ^ Long.MIN_VALUE) >>> shift) < bucket) {
        at++;
      }
      starts[bucket] = at;
    }
    return starts;
  }

  /**
   * Makes the ring that this one turns into when some points go and some come, without sorting
   * again.
   *
   * @param newOwners the owners' new numbers, by their old ones; −1 for those that are gone
   * @param added new points under the new numbers, or null for none
   * @param removed points to drop of owners that stay, under the new numbers, or null for none
   * @return the ring, or null if equal points leave it open which is which
   */
  @Nullable PointRing changed(
      int[] newOwners, int newSize, @Nullable PointRing added, @Nullable PointRing removed) {
    long[] newPoints = new long[newSize];
    int[] owners = new int[newSize];
    int toAdd = added == null ? 0 : added.size();
    int toRemove = removed == null ? 0 : removed.size();
    int size = 0;
    int nextAdded = 0;
    int nextRemoved = 0;
    for (int i = 0; i < points.length; i++) {
      long point = points[i];
      int owner = newOwners[this.owners[i]];
      if (owner < 0) {
        continue;
      }
      if (removed != null
          && nextRemoved < toRemove
          && removed.points[nextRemoved] == point
          && removed.owners[nextRemoved] == owner) {
        nextRemoved++;
        continue;
      }
      while (added != null && nextAdded < toAdd && added.points[nextAdded] < point) {
        if (size == newSize) {
          return null;
        }
        newPoints[size] = added.points[nextAdded];
        owners[size++] = added.owners[nextAdded++];
      }
      if (size == newSize) {
        return null;
      }
      newPoints[size] = point;
      owners[size++] = owner;
    }
    while (added != null && nextAdded < toAdd && size < newSize) {
      newPoints[size] = added.points[nextAdded];
      owners[size++] = added.owners[nextAdded++];
    }
    return size == newSize && nextAdded == toAdd && nextRemoved == toRemove && ascends(newPoints)
        ? new PointRing(newPoints, owners)
        : null;
  }

  private static boolean ascends(long[] points) {
    for (int i = 1; i < points.length; i++) {
      if (points[i - 1] >= points[i]) {
        return false;
      }
    }
    return true;
  }

  int size() {
    return points.length;
  }

  /**
   * Returns the place of the first point at or after a hash, wrapping to the first point of all.
   */
  int successor(long hash) {
    long biased = hash ^ Long.MIN_VALUE;
    int at = starts[(int) (hash >>> shift)];
    while (at < points.length && points[at] < biased) {
      at++;
    }
    return at < points.length ? at : 0;
  }

  /** Returns the point at a place, unsigned. */
  long point(int place) {
    return points[place] ^ Long.MIN_VALUE;
  }

  /** Returns the owner of the point some places further on. */
  int owner(int place, int distance) {
    // The sum may exceed an int's range, but not by so much that the unsigned remainder is wrong.
    return owners[
        distance == 0 ? place : Integer.remainderUnsigned(place + distance, owners.length)];
  }

  /**
   * Returns the n-th different owner from a place on, counted from 0.
   *
   * @return an owner that no smaller number gave, or −1 if there is none among the next points
   */
  int differentOwner(int place, int number) {
    if (number == 0) {
      return owners[place];
    }
    int found = 0;
    int tries = Math.min(MAX_TRIES, owners.length - 1);
    for (int distance = 1; distance <= tries; distance++) {
      int owner = owner(place, distance);
      if (!ownsOneOf(owner, place, distance) && ++found == number) {
        return owner;
      }
    }
    return -1;
  }

  private boolean ownsOneOf(int owner, int place, int count) {
    for (int distance = 0; distance < count; distance++) {
      if (owner(place, distance) == owner) {
        return true;
      }
    }
    return false;
  }
}

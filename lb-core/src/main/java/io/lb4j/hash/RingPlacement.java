package io.lb4j.hash;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Consistent hashing on a ring, placed exactly as Envoy's and gRPC's {@code ring_hash} do: every
 * member owns points on a circle, as many as its weight asks for, and takes the hashes up to each
 * of them.
 *
 * <p>The number of points is scaled so that the lightest member gets a whole number of them and the
 * ring at least its smallest size; the scale changes with the number of members, so removing one of
 * ten moves 15 to 17 % of the hashes rather than 10 %. A member with v points gets its share of the
 * hashes give or take 1/√v of it. Not for even load over many members: 10 000 members share a ring
 * of the usual size with one point each; use {@link MaglevPlacement}.
 *
 * <p>Immutable and thread-safe. A look-up is O(1) and allocates nothing: one read of a bucket index
 * and less than one step from there on average. Memory is 16 to 20 bytes per point; when weights
 * are far apart a ring grows to its largest size, which at 8 388 608 points is 134 MB. Building is
 * linear in the points; {@link #rebuilt} hashes only the points that changed.
 *
 * <p>Source: Envoy's {@code ring_hash_lb.cc}; gRFC A42.
 */
public final class RingPlacement {

  /** The most points a ring may have. */
  public static final int LARGEST_SIZE = 8_388_608;

  private static final Hasher64 XXH64 = Hashing.xxh64();
  private static final int MAX_DIGITS = 10;

  private final int minSize;
  private final int maxSize;
  private final String[] keys;
  // How many points each member has.
  private final int[] counts;
  private final PointRing ring;

  private RingPlacement(int minSize, int maxSize, String[] keys, int[] counts, PointRing ring) {
    this.minSize = minSize;
    this.maxSize = maxSize;
    this.keys = keys;
    this.counts = counts;
    this.ring = ring;
  }

  /**
   * Builds a ring.
   *
   * @param keys the members' names, distinct; Envoy uses {@code address:port}
   * @param weights the members' weights, positive and finite
   * @param minSize the fewest points the ring should have, at least 1
   * @param maxSize the most points, at least {@code minSize} and at most {@link #LARGEST_SIZE}; it
   *     wins when weights are so far apart that the lightest member would need a larger ring
   * @return the ring
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static RingPlacement of(String[] keys, double[] weights, int minSize, int maxSize) {
    requireSizes(minSize, maxSize);
    Weights.requireMembers(keys, weights);
    int[] counts = counts(weights, minSize, maxSize);
    return new RingPlacement(minSize, maxSize, keys.clone(), counts, build(keys, counts));
  }

  /**
   * Checks the bounds of a ring's size.
   *
   * @param minSize the fewest points
   * @param maxSize the most points
   * @throws IllegalArgumentException if {@link #of} would not take them
   */
  public static void requireSizes(int minSize, int maxSize) {
    if (minSize < 1 || minSize > maxSize || maxSize > LARGEST_SIZE) {
      throw new IllegalArgumentException(
          "ring sizes are "
              + minSize
              + " to "
              + maxSize
              + "; they must be ascending, from 1 to "
              + LARGEST_SIZE);
    }
  }

  /**
   * Builds the ring for other members, with the same bounds. The result is the same as that of
   * {@link #of}; it is found by filtering and merging this ring as long as most points stay.
   *
   * @param newKeys the members' names, distinct
   * @param newWeights the members' weights, positive and finite
   * @return the ring; indices are those of the new members
   * @throws IllegalArgumentException if an argument is out of range
   */
  public RingPlacement rebuilt(String[] newKeys, double[] newWeights) {
    Weights.requireMembers(newKeys, newWeights);
    int[] newCounts = counts(newWeights, minSize, maxSize);
    PointRing changed = changed(newKeys, newCounts);
    return new RingPlacement(
        minSize,
        maxSize,
        newKeys.clone(),
        newCounts,
        changed == null ? build(newKeys, newCounts) : changed);
  }

  /**
   * Finds the member for a hash.
   *
   * @param hash 64 unsigned bits
   * @param attempt 0 for the owner of the first point at or after the hash, 1 for that of the next
   *     point, and so on, as Envoy retries: two points may have the same owner
   * @return the member's index
   */
  public int index(long hash, int attempt) {
    return ring.owner(ring.successor(hash), attempt);
  }

  /**
   * Returns how many points the ring has.
   *
   * @return at least 1
   */
  public int size() {
    return ring.size();
  }

  PointRing ring() {
    return ring;
  }

  /**
   * Returns how many points each member gets: the running sum of shares decides, so that rounding
   * is spread over the members.
   */
  private static int[] counts(double[] weights, int minSize, int maxSize) {
    double[] shares = Weights.shares(weights);
    double smallest = 1;
    for (double share : shares) {
      smallest = Math.min(smallest, share);
    }
    double scale = Math.min(Math.ceil(smallest * minSize) / smallest, maxSize);
    int[] counts = new int[shares.length];
    double target = 0;
    int emitted = 0;
    for (int i = 0; i < shares.length; i++) {
      target += scale * shares[i];
      int next = Math.max(emitted, (int) Math.ceil(target));
      counts[i] = next - emitted;
      emitted = next;
    }
    return counts;
  }

  private static PointRing build(String[] keys, int[] counts) {
    int size = Arrays.stream(counts).sum();
    Points points = new Points(size);
    for (int i = 0; i < keys.length; i++) {
      points.add(keys[i], i, 0, counts[i]);
    }
    return points.sorted();
  }

  private @Nullable PointRing changed(String[] newKeys, int[] newCounts) {
    int[] newOwners = newOwners(newKeys);
    if (newOwners == null) {
      return null;
    }
    int[] oldCounts = new int[newKeys.length];
    for (int old = 0; old < newOwners.length; old++) {
      if (newOwners[old] >= 0) {
        oldCounts[newOwners[old]] = counts[old];
      }
    }
    int added = 0;
    int removed = 0;
    for (int i = 0; i < newKeys.length; i++) {
      added += Math.max(0, newCounts[i] - oldCounts[i]);
      removed += Math.max(0, oldCounts[i] - newCounts[i]);
    }
    int size = Arrays.stream(newCounts).sum();
    if (added + removed > size / 2) {
      return null;
    }
    Points toAdd = new Points(added);
    Points toRemove = new Points(removed);
    for (int i = 0; i < newKeys.length; i++) {
      toAdd.add(newKeys[i], i, oldCounts[i], newCounts[i]);
      toRemove.add(newKeys[i], i, newCounts[i], oldCounts[i]);
    }
    return ring.changed(
        newOwners,
        size,
        added == 0 ? null : toAdd.sorted(),
        removed == 0 ? null : toRemove.sorted());
  }

  /** Returns where each member is now, −1 for those that are gone, or null if names repeat. */
  private int @Nullable [] newOwners(String[] newKeys) {
    int shorter = Math.min(keys.length, newKeys.length);
    int head = 0;
    while (head < shorter && keys[head].equals(newKeys[head])) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && keys[keys.length - 1 - tail].equals(newKeys[newKeys.length - 1 - tail])) {
      tail++;
    }
    // Mostly one member has changed, and next to nothing is left between head and tail.
    Map<String, Integer> between = new HashMap<>();
    for (int i = head; i < newKeys.length - tail; i++) {
      if (between.put(newKeys[i], i) != null) {
        return null;
      }
    }
    int[] newOwners = new int[keys.length];
    for (int old = 0; old < keys.length; old++) {
      if (old < head) {
        newOwners[old] = old;
      } else if (old >= keys.length - tail) {
        newOwners[old] = old - keys.length + newKeys.length;
      } else {
        Integer now = between.remove(keys[old]);
        newOwners[old] = now == null ? -1 : now;
      }
    }
    return newOwners;
  }

  /** Collects points: the hash of {@code key_0}, {@code key_1} and so on. */
  private static final class Points {

    private final long[] points;
    private final int[] owners;
    private int size;
    private byte[] label = {};

    Points(int capacity) {
      this.points = new long[capacity];
      this.owners = new int[capacity];
    }

    void add(String key, int owner, int from, int to) {
      if (from >= to) {
        return;
      }
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      if (label.length < name.length + 1 + MAX_DIGITS) {
        label = new byte[name.length + 1 + MAX_DIGITS];
      }
      System.arraycopy(name, 0, label, 0, name.length);
      label[name.length] = '_';
      for (int i = from; i < to; i++) {
        int length = Digits.append(label, name.length + 1, i);
        points[size] = XXH64.hashBytesToLong(label, 0, length);
        owners[size++] = owner;
      }
    }

    PointRing sorted() {
      return PointRing.sorted(points, owners, false);
    }
  }
}

package io.lb4j.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Consistent hashing placed exactly as libmemcached's weighted ketama does ({@code
 * MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED}, with MD5): about 160 points per member of average weight,
 * four from each MD5, on a circle of 32 bits.
 *
 * <p>Removing a member moves little more than its own keys. A member lighter than a fortieth of the
 * average gets no point at all, as in the original. Not for anything but sharing caches with
 * libmemcached clients: MD5 makes each look-up fifty times as dear as {@link MaglevPlacement}'s.
 *
 * <p>Immutable and thread-safe. A look-up is O(1) after the MD5 of the text, some 230 ns, and
 * allocates nothing as long as the text is ASCII. Memory is 16 to 20 bytes per point, so about 3 kB
 * per member. Building is linear in the points, about 70 ns each; every change builds all of them.
 *
 * <p>Source: libmemcached's {@code hosts.cc}.
 */
public final class LibmemcachedKetama {

  private static final int POINTS_PER_MEMBER = 160;
  private static final int POINTS_PER_DIGEST = 4;
  private static final int MAX_DIGITS = 10;
  private static final String DEFAULT_PORT = ":11211";

  private final PointRing ring;

  private LibmemcachedKetama(PointRing ring) {
    this.ring = ring;
  }

  /**
   * Builds the circle.
   *
   * @param keys the members' names, distinct, in the clients' order, which decides ties: {@code
   *     host:port}, or {@code host} for port 11211
   * @param weights the members' weights, positive and finite; libmemcached's own are whole
   * @return the circle
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static LibmemcachedKetama of(String[] keys, double[] weights) {
    Weights.requireMembers(keys, weights);
    int[] digests = digests(weights);
    int size = 0;
    for (int count : digests) {
      size += count * POINTS_PER_DIGEST;
    }
    long[] points = new long[size];
    int[] owners = new int[size];
    int at = 0;
    MessageDigest md5 = Md5.digest();
    for (int i = 0; i < keys.length; i++) {
      byte[] name = name(keys[i]).getBytes(StandardCharsets.UTF_8);
      byte[] label = new byte[name.length + 1 + MAX_DIGITS];
      System.arraycopy(name, 0, label, 0, name.length);
      label[name.length] = '-';
      for (int j = 0; j < digests[i]; j++) {
        md5.update(label, 0, Digits.append(label, name.length + 1, j));
        byte[] digest = md5.digest();
        for (int word = 0; word < POINTS_PER_DIGEST; word++) {
          points[at] = (long) Md5.littleEndian(digest, word * 4) << 32;
          owners[at++] = i;
        }
      }
    }
    return new LibmemcachedKetama(PointRing.sorted(points, owners, false));
  }

  /**
   * In single precision, step by step as the original: rounding decides how many points there are.
   */
  private static int[] digests(double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double[] shares = Weights.shares(weights);
    int[] digests = new int[weights.length];
    int sum = 0;
    for (int i = 0; i < digests.length; i++) {
      float share =
          total <= Float.MAX_VALUE ? (float) weights[i] / (float) total : (float) shares[i];
      float exact = share * POINTS_PER_MEMBER / POINTS_PER_DIGEST * digests.length + 1e-10f;
      digests[i] = (int) Math.floor(exact);
      sum += digests[i];
    }
    if (sum == 0) {
      throw new IllegalArgumentException("the weights leave no member a point");
    }
    return digests;
  }

  private static String name(String key) {
    return key.endsWith(DEFAULT_PORT)
        ? key.substring(0, key.length() - DEFAULT_PORT.length())
        : key;
  }

  /**
   * Finds the member for a key.
   *
   * @param key any text, hashed over its UTF-8 bytes
   * @param attempt 0 for the owner of the first point at or after the key's, 1 for the next owner
   *     on the circle, and so on
   * @return the member's index, different for each attempt, or −1 if the 20 points that follow have
   *     no further owner
   */
  public int index(String key, int attempt) {
    return ring.differentOwner(ring.successor((long) Md5.firstWord(key) << 32), attempt);
  }

  PointRing ring() {
    return ring;
  }
}

package io.lb4j.benchmarks.floor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A ring by MD5, as libmemcached builds it for hosts of equal weights. */
final class MemcachedRing implements Chooser {

  private static final int POINTS_PER_HOST = 160;
  private static final int WORDS = 4;

  // The runtime's MD5 is compiled specially, which is worth looking it up per thread.
  private static final ThreadLocal<Md5> MD5 = ThreadLocal.withInitial(Md5::new);

  private final HashRing ring;

  MemcachedRing(String[] names) {
    int digests = digestsPerHost(names.length);
    long[] points = new long[names.length * digests * WORDS];
    Md5 md5 = MD5.get();
    int at = 0;
    for (String name : names) {
      for (int i = 0; i < digests; i++) {
        md5.update(name + "-" + i);
        for (int word = 0; word < WORDS; word++) {
          points[at++] = (long) md5.word(word) << 32;
        }
      }
    }
    this.ring = new HashRing(points, names.length);
  }

  /** In single precision, as the original: with some numbers of hosts it comes out one less. */
  private static int digestsPerHost(int hosts) {
    float share = 1f / hosts;
    return (int) Math.floor(share * POINTS_PER_HOST / WORDS * hosts + 1e-10f);
  }

  @Override
  public int pick(FloorKey key) {
    Md5 md5 = MD5.get();
    md5.update(key.text());
    return ring.owner(ring.successor((long) md5.word(0) << 32));
  }

  private static final class Md5 {

    private final MessageDigest digest;
    private final byte[] text = new byte[128];
    private final byte[] bytes = new byte[16];
    private final ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    Md5() {
      try {
        this.digest = MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java runtime has no MD5", e);
      }
    }

    @SuppressWarnings("deprecation") // The keys are in ASCII, and this copies without garbage.
    void update(String ascii) {
      ascii.getBytes(0, ascii.length(), text, 0);
      digest.update(text, 0, ascii.length());
      try {
        digest.digest(bytes, 0, bytes.length);
      } catch (DigestException e) {
        throw new IllegalStateException("16 bytes are too few for MD5", e);
      }
    }

    int word(int index) {
      return words.getInt(index * Integer.BYTES);
    }
  }
}

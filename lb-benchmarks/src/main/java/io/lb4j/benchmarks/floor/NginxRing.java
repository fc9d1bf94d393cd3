package io.lb4j.benchmarks.floor;

/** A ring by CRC-32, as nginx builds it for hosts of equal weights and names without a port. */
final class NginxRing implements Chooser {

  private static final int POINTS_PER_HOST = 160;

  private final HashRing ring;

  NginxRing(String[] names) {
    long[] points = new long[names.length * POINTS_PER_HOST];
    int at = 0;
    for (String name : names) {
      int base = Crc32.update(Crc32.update(-1, name), 0);
      int point = 0;
      for (int i = 0; i < POINTS_PER_HOST; i++) {
        int crc = base;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
          crc = Crc32.update(crc, point >>> shift);
        }
        point = ~crc;
        points[at++] = (long) point << 32;
      }
    }
    this.ring = new HashRing(points, names.length);
  }

  @Override
  public int pick(FloorKey key) {
    return ring.owner(ring.successor((long) Crc32.of(key.text()) << 32));
  }
}

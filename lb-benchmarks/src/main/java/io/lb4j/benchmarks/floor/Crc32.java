package io.lb4j.benchmarks.floor;

/** CRC-32 of texts in ASCII, four characters at a time. */
final class Crc32 {

  private static final int POLYNOMIAL = 0xedb88320;
  // Row r: what an octet contributes that r more octets follow.
  private static final int[][] TABLES = new int[4][256];

  static {
    for (int octet = 0; octet < 256; octet++) {
      int crc = octet;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL);
      }
      TABLES[0][octet] = crc;
    }
    for (int row = 1; row < TABLES.length; row++) {
      for (int octet = 0; octet < 256; octet++) {
        int before = TABLES[row - 1][octet];
        TABLES[row][octet] = TABLES[0][before & 0xff] ^ (before >>> 8);
      }
    }
  }

  private Crc32() {}

  static int of(String text) {
    return ~update(-1, text);
  }

  static int update(int start, String text) {
    int crc = start;
    int at = 0;
    for (; at + 4 <= text.length(); at += 4) {
      crc ^=
          text.charAt(at)
              | text.charAt(at + 1) << 8
              | text.charAt(at + 2) << 16
              | text.charAt(at + 3) << 24;
      crc =
          TABLES[3][crc & 0xff]
              ^ TABLES[2][(crc >>> 8) & 0xff]
              ^ TABLES[1][(crc >>> 16) & 0xff]
              ^ TABLES[0][crc >>> 24];
    }
    for (; at < text.length(); at++) {
      crc = update(crc, text.charAt(at));
    }
    return crc;
  }

  static int update(int crc, int octet) {
    return TABLES[0][(crc ^ octet) & 0xff] ^ (crc >>> 8);
  }
}

package io.lb4j.hash;

/**
 * CRC-32 of text and bytes without an object: nginx hashes with it, and picking must not allocate.
 */
final class Crc32 {

  static final int START = -1;

  private static final int POLYNOMIAL = 0xedb88320;
  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL);
      }
      TABLE[i] = crc;
    }
  }

  private Crc32() {}

  static int update(int crc, int octet) {
    return TABLE[(crc ^ octet) & 0xff] ^ (crc >>> 8);
  }

  /** Takes in the four bytes of a number, the lowest first. */
  static int updateLittleEndian(int crc, int number) {
    int next = update(crc, number);
    next = update(next, number >>> 8);
    next = update(next, number >>> 16);
    return update(next, number >>> 24);
  }

  /** Takes in UTF-8 bytes of a part of the text; unpaired surrogates count as a question mark. */
  static int update(int crc, CharSequence text, int from, int to) {
    int next = crc;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        next = update(next, c);
      } else if (c < 0x800) {
        next = update(next, 0xc0 | (c >>> 6));
        next = update(next, 0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        next = update(next, 0xe0 | (c >>> 12));
        next = update(next, 0x80 | ((c >>> 6) & 0x3f));
        next = update(next, 0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < to
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        next = update(next, 0xf0 | (point >>> 18));
        next = update(next, 0x80 | ((point >>> 12) & 0x3f));
        next = update(next, 0x80 | ((point >>> 6) & 0x3f));
        next = update(next, 0x80 | (point & 0x3f));
      } else {
        next = update(next, '?');
      }
    }
    return next;
  }

  static int finish(int crc) {
    return ~crc;
  }

  static int of(CharSequence text) {
    return finish(update(START, text, 0, text.length()));
  }
}

package io.lb4j.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first word of a text's MD5 without an allocation, for picking; the JDK's digest needs several
 * objects. Not for anything that MD5 is not safe for any more. Source: RFC 1321.
 */
final class Md5 {

  private static final int[] SINES = new int[64];
  private static final int[] SHIFTS = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

  static {
    for (int i = 0; i < SINES.length; i++) {
      SINES[i] = (int) (long) (Math.abs(StrictMath.sin(i + 1.0)) * 0x1p32);
    }
  }

  private Md5() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "this Java runtime offers no MD5, which ketama is made of", e);
    }
  }

  /** Returns the first four bytes of the digest of the UTF-8 text, the lowest first. */
  static int firstWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return littleEndian(digest().digest(text.getBytes(StandardCharsets.UTF_8)), 0);
      }
    }
    return firstWordOfAscii(text);
  }

  static int littleEndian(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff)
        | ((bytes[offset + 1] & 0xff) << 8)
        | ((bytes[offset + 2] & 0xff) << 16)
        | ((bytes[offset + 3] & 0xff) << 24);
  }

  private static int firstWordOfAscii(String text) {
    int blocks = (text.length() + 8) / 64 + 1;
    int a = 0x67452301;
    int b = 0xefcdab89;
    int c = 0x98badcfe;
    int d = 0x10325476;
    for (int block = 0; block < blocks; block++) {
      int blockA = a;
      int blockB = b;
      int blockC = c;
      int blockD = d;
      int base = block * 16;
      for (int step = 0; step < 64; step++) {
        int mixed;
        int word;
        switch (step >>> 4) {
          case 0 -> {
            mixed = d ^ (b & (c ^ d));
            word = step;
          }
          case 1 -> {
            mixed = c ^ (d & (b ^ c));
            word = 5 * step + 1;
          }
          case 2 -> {
            mixed = b ^ c ^ d;
            word = 3 * step + 5;
          }
          default -> {
            mixed = c ^ (b | ~d);
            word = 7 * step;
          }
        }
        int sum = a + mixed + SINES[step] + word(text, base + (word & 15), blocks);
        a = d;
        d = c;
        c = b;
        b += Integer.rotateLeft(sum, SHIFTS[((step >>> 4) << 2) | (step & 3)]);
      }
      a += blockA;
      b += blockB;
      c += blockC;
      d += blockD;
    }
    return a;
  }

  /** A word of the padded message: the text, one set bit, zeros, the length in bits. */
  private static int word(String text, int index, int blocks) {
    int at = index * 4;
    int length = text.length();
    if (at + 4 <= length) {
      return text.charAt(at)
          | (text.charAt(at + 1) << 8)
          | (text.charAt(at + 2) << 16)
          | (text.charAt(at + 3) << 24);
    }
    if (at > length) {
      return index == blocks * 16 - 2 ? length << 3 : index == blocks * 16 - 1 ? length >>> 29 : 0;
    }
    int word = 0x80 << ((length - at) * 8);
    for (int i = at; i < length; i++) {
      word |= text.charAt(i) << ((i - at) * 8);
    }
    return word;
  }
}

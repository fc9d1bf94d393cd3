package io.lb4j.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first word of a text's MD5 without an allocation, for picking; the JDK's digest needs several
 * objects. Not for anything that MD5 is not safe for any more. Source: RFC 1321.
 */
final class Md5 {

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

  /** Unrolled, because the runtime does not unroll it: twice as fast as one loop over 64 steps. */
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
      int w0 = word(text, base, blocks);
      int w1 = word(text, base + 1, blocks);
      int w2 = word(text, base + 2, blocks);
      int w3 = word(text, base + 3, blocks);
      int w4 = word(text, base + 4, blocks);
      int w5 = word(text, base + 5, blocks);
      int w6 = word(text, base + 6, blocks);
      int w7 = word(text, base + 7, blocks);
      int w8 = word(text, base + 8, blocks);
      int w9 = word(text, base + 9, blocks);
      int w10 = word(text, base + 10, blocks);
      int w11 = word(text, base + 11, blocks);
      int w12 = word(text, base + 12, blocks);
      int w13 = word(text, base + 13, blocks);
      int w14 = word(text, base + 14, blocks);
      int w15 = word(text, base + 15, blocks);
      a = first(a, b, c, d, w0, 7, 0xd76aa478);
      d = first(d, a, b, c, w1, 12, 0xe8c7b756);
      c = first(c, d, a, b, w2, 17, 0x242070db);
      b = first(b, c, d, a, w3, 22, 0xc1bdceee);
      a = first(a, b, c, d, w4, 7, 0xf57c0faf);
      d = first(d, a, b, c, w5, 12, 0x4787c62a);
      c = first(c, d, a, b, w6, 17, 0xa8304613);
      b = first(b, c, d, a, w7, 22, 0xfd469501);
      a = first(a, b, c, d, w8, 7, 0x698098d8);
      d = first(d, a, b, c, w9, 12, 0x8b44f7af);
      c = first(c, d, a, b, w10, 17, 0xffff5bb1);
      b = first(b, c, d, a, w11, 22, 0x895cd7be);
      a = first(a, b, c, d, w12, 7, 0x6b901122);
      d = first(d, a, b, c, w13, 12, 0xfd987193);
      c = first(c, d, a, b, w14, 17, 0xa679438e);
      b = first(b, c, d, a, w15, 22, 0x49b40821);
      a = second(a, b, c, d, w1, 5, 0xf61e2562);
      d = second(d, a, b, c, w6, 9, 0xc040b340);
      c = second(c, d, a, b, w11, 14, 0x265e5a51);
      b = second(b, c, d, a, w0, 20, 0xe9b6c7aa);
      a = second(a, b, c, d, w5, 5, 0xd62f105d);
      d = second(d, a, b, c, w10, 9, 0x02441453);
      c = second(c, d, a, b, w15, 14, 0xd8a1e681);
      b = second(b, c, d, a, w4, 20, 0xe7d3fbc8);
      a = second(a, b, c, d, w9, 5, 0x21e1cde6);
      d = second(d, a, b, c, w14, 9, 0xc33707d6);
      c = second(c, d, a, b, w3, 14, 0xf4d50d87);
      b = second(b, c, d, a, w8, 20, 0x455a14ed);
      a = second(a, b, c, d, w13, 5, 0xa9e3e905);
      d = second(d, a, b, c, w2, 9, 0xfcefa3f8);
      c = second(c, d, a, b, w7, 14, 0x676f02d9);
      b = second(b, c, d, a, w12, 20, 0x8d2a4c8a);
      a = third(a, b, c, d, w5, 4, 0xfffa3942);
      d = third(d, a, b, c, w8, 11, 0x8771f681);
      c = third(c, d, a, b, w11, 16, 0x6d9d6122);
      b = third(b, c, d, a, w14, 23, 0xfde5380c);
      a = third(a, b, c, d, w1, 4, 0xa4beea44);
      d = third(d, a, b, c, w4, 11, 0x4bdecfa9);
      c = third(c, d, a, b, w7, 16, 0xf6bb4b60);
      b = third(b, c, d, a, w10, 23, 0xbebfbc70);
      a = third(a, b, c, d, w13, 4, 0x289b7ec6);
      d = third(d, a, b, c, w0, 11, 0xeaa127fa);
      c = third(c, d, a, b, w3, 16, 0xd4ef3085);
      b = third(b, c, d, a, w6, 23, 0x04881d05);
      a = third(a, b, c, d, w9, 4, 0xd9d4d039);
      d = third(d, a, b, c, w12, 11, 0xe6db99e5);
      c = third(c, d, a, b, w15, 16, 0x1fa27cf8);
      b = third(b, c, d, a, w2, 23, 0xc4ac5665);
      a = fourth(a, b, c, d, w0, 6, 0xf4292244);
      d = fourth(d, a, b, c, w7, 10, 0x432aff97);
      c = fourth(c, d, a, b, w14, 15, 0xab9423a7);
      b = fourth(b, c, d, a, w5, 21, 0xfc93a039);
      a = fourth(a, b, c, d, w12, 6, 0x655b59c3);
      d = fourth(d, a, b, c, w3, 10, 0x8f0ccc92);
      c = fourth(c, d, a, b, w10, 15, 0xffeff47d);
      b = fourth(b, c, d, a, w1, 21, 0x85845dd1);
      a = fourth(a, b, c, d, w8, 6, 0x6fa87e4f);
      d = fourth(d, a, b, c, w15, 10, 0xfe2ce6e0);
      c = fourth(c, d, a, b, w6, 15, 0xa3014314);
      b = fourth(b, c, d, a, w13, 21, 0x4e0811a1);
      a = fourth(a, b, c, d, w4, 6, 0xf7537e82);
      d = fourth(d, a, b, c, w11, 10, 0xbd3af235);
      c = fourth(c, d, a, b, w2, 15, 0x2ad7d2bb);
      b = fourth(b, c, d, a, w9, 21, 0xeb86d391);
      a += blockA;
      b += blockB;
      c += blockC;
      d += blockD;
    }
    return a;
  }

  private static int first(int a, int b, int c, int d, int word, int shift, int sine) {
    return b + Integer.rotateLeft(a + (d ^ (b & (c ^ d))) + word + sine, shift);
  }

  private static int second(int a, int b, int c, int d, int word, int shift, int sine) {
    return b + Integer.rotateLeft(a + (c ^ (d & (b ^ c))) + word + sine, shift);
  }

  private static int third(int a, int b, int c, int d, int word, int shift, int sine) {
    return b + Integer.rotateLeft(a + (b ^ c ^ d) + word + sine, shift);
  }

  private static int fourth(int a, int b, int c, int d, int word, int shift, int sine) {
    return b + Integer.rotateLeft(a + (c ^ (b | ~d)) + word + sine, shift);
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

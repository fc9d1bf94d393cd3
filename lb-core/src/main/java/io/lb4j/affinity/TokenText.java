package io.lb4j.affinity;

import org.jspecify.annotations.Nullable;

/**
 * A token taken apart, which says nothing of whether it is genuine. Its parts are compared as they
 * stand: two texts of one token do not exist.
 *
 * @param keyId names a key
 * @param expirySeconds since 1970
 * @param tag stands for an endpoint
 * @param signed what the signature covers: all that comes before it
 * @param mac the signature
 */
record TokenText(String keyId, long expirySeconds, String tag, String signed, String mac) {

  private static final String VERSION = "v1.";
  private static final int MAX_EXPIRY_DIGITS = 12;

  static TokenText sign(TokenKey key, long expirySeconds, String endpointId) {
    String tag = key.tag(endpointId);
    String signed = VERSION + key.id() + "." + expirySeconds + "." + tag;
    return new TokenText(key.id(), expirySeconds, tag, signed, key.mac(signed));
  }

  /** Returns null for anything that no {@link #sign} has made, as far as its form tells. */
  static @Nullable TokenText parse(String text) {
    if (text.length() > AffinityToken.MAX_LENGTH || !text.startsWith(VERSION)) {
      return null;
    }
    int keyIdEnd = text.indexOf('.', VERSION.length());
    int expiryEnd = text.indexOf('.', keyIdEnd + 1);
    int tagEnd = text.indexOf('.', expiryEnd + 1);
    // A search from the beginning again has found an earlier dot, or the same.
    if (keyIdEnd < 0 || expiryEnd <= keyIdEnd || tagEnd <= expiryEnd) {
      return null;
    }
    long expirySeconds = parseDigits(text, keyIdEnd + 1, expiryEnd);
    if (expirySeconds < 0) {
      return null;
    }
    return new TokenText(
        text.substring(VERSION.length(), keyIdEnd),
        expirySeconds,
        text.substring(expiryEnd + 1, tagEnd),
        text.substring(0, tagEnd),
        text.substring(tagEnd + 1));
  }

  boolean isSignedBy(TokenKey key) {
    return key.verify(signed, mac);
  }

  String text() {
    return signed + "." + mac;
  }

  /** Not {@link Long#parseLong}, which also takes signs and the digits of other scripts. */
  private static long parseDigits(String text, int from, int to) {
    if (from == to || to - from > MAX_EXPIRY_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Without the tag and the signature: whoever reads a log could use them. */
  @Override
  public String toString() {
    return "TokenText[keyId=" + keyId.length() + " characters]";
  }
}

package io.lb4j.hash;

/** Reads IP addresses from text without an object, and without ever asking a name server. */
final class IpLiteral {

  private IpLiteral() {}

  /** Returns the 32 bits of a dotted IPv4 address, or −1 if the text is none. */
  static long ipv4(CharSequence text) {
    return ipv4(text, 0, text.length());
  }

  private static long ipv4(CharSequence text, int from, int to) {
    long address = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int octet = 0;
      int start = at;
      for (; at < to && isDigit(text.charAt(at)) && at < start + 3; at++) {
        octet = octet * 10 + text.charAt(at) - '0';
      }
      boolean last = part == 3;
      // A leading zero means octal to some and decimal to others.
      boolean ambiguous = at - start > 1 && text.charAt(start) == '0';
      if (at == start || octet > 255 || ambiguous || last != (at == to)) {
        return -1;
      }
      if (!last && text.charAt(at++) != '.') {
        return -1;
      }
      address = address << 8 | octet;
    }
    return address;
  }

  /** Returns the upper 64 bits of an IPv6 address; throws if the text is none. */
  static long ipv6High(CharSequence text) {
    return ipv6(text, true);
  }

  /** Returns the lower 64 bits of an IPv6 address; throws if the text is none. */
  static long ipv6Low(CharSequence text) {
    return ipv6(text, false);
  }

  private static long ipv6(CharSequence text, boolean upper) {
    int to = endOfAddress(text);
    long high = 0;
    long low = 0;
    long highBeforeGap = 0;
    long lowBeforeGap = 0;
    int groups = 0;
    int groupsBeforeGap = -1;
    int at = 0;
    while (at < to) {
      if (at + 1 < to && text.charAt(at) == ':' && text.charAt(at + 1) == ':') {
        if (groupsBeforeGap >= 0) {
          throw noAddress();
        }
        groupsBeforeGap = groups;
        highBeforeGap = high;
        lowBeforeGap = low;
        high = 0;
        low = 0;
        at += 2;
        continue;
      }
      if (at > 0 && text.charAt(at - 1) != ':') {
        if (text.charAt(at) != ':') {
          throw noAddress();
        }
        at++;
      }
      long embedded = ipv4(text, at, to);
      if (embedded >= 0) {
        high = high << 32 | low >>> 32;
        low = low << 32 | embedded;
        groups += 2;
        at = to;
      } else {
        int end = endOfGroup(text, at, to);
        high = high << 16 | low >>> 48;
        low = low << 16 | group(text, at, end);
        groups++;
        at = end;
      }
    }
    if (groupsBeforeGap < 0 ? groups != 8 : groups > 7) {
      throw noAddress();
    }
    if (groupsBeforeGap > 0) {
      int shift = 16 * (8 - groupsBeforeGap);
      high |=
          shift >= 64
              ? lowBeforeGap << (shift - 64)
              : highBeforeGap << shift | lowBeforeGap >>> (64 - shift);
      low |= shift >= 64 ? 0 : lowBeforeGap << shift;
    }
    return upper ? high : low;
  }

  private static int endOfAddress(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        return i;
      }
    }
    return text.length();
  }

  private static int endOfGroup(CharSequence text, int from, int to) {
    int end = from;
    while (end < to && end < from + 4 && hexDigit(text.charAt(end)) >= 0) {
      end++;
    }
    if (end == from) {
      throw noAddress();
    }
    return end;
  }

  private static int group(CharSequence text, int from, int to) {
    int group = 0;
    for (int i = from; i < to; i++) {
      group = group << 4 | hexDigit(text.charAt(i));
    }
    return group;
  }

  /** ASCII only; Character.digit knows many more scripts. */
  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Without the text: it is somebody's key, and may say who they are. */
  private static IllegalArgumentException noAddress() {
    return new IllegalArgumentException("the text is neither an IPv4 nor an IPv6 address");
  }
}

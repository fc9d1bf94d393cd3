package io.lb4j.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds cookies in what browsers send. Forgiving, as RFC 6265 asks of servers: what is not a pair
 * of name and value is passed over, quotes around a value are taken off, nothing is decoded.
 *
 * <p>Costs one pass; only values of the wanted name are copied.
 */
public final class CookieHeader {

  /** A name can occur several times, for several paths; nobody honest sends more of them. */
  private static final int MAX_VALUES = 8;

  private CookieHeader() {}

  /**
   * Returns the values of all cookies of one name.
   *
   * @param header the value of a {@code Cookie} header, whatever it holds
   * @param name the cookie's name; its case counts
   * @return the values in the order of the header, of which the first is the most specific; at most
   *     8, often none; never throws because of what the header holds
   */
  public static List<String> values(String header, String name) {
    List<String> values = List.of();
    int from = 0;
    while (from < header.length() && values.size() < MAX_VALUES) {
      int semicolon = header.indexOf(';', from);
      int to = semicolon < 0 ? header.length() : semicolon;
      int start = skipBlanks(header, from, to);
      if (header.startsWith(name, start)) {
        int equals = skipBlanks(header, start + name.length(), to);
        if (equals < to && header.charAt(equals) == '=') {
          values = values.isEmpty() ? new ArrayList<>(1) : values;
          values.add(value(header, equals + 1, to));
        }
      }
      from = to + 1;
    }
    return values;
  }

  /**
   * Returns the first, most specific value of a cookie.
   *
   * @param header the value of a {@code Cookie} header, or null if there is none
   * @param name the cookie's name; its case counts
   * @return its value, or null if the header has no such cookie
   */
  public static @Nullable String value(@Nullable String header, String name) {
    List<String> values = header == null ? List.of() : values(header, name);
    return values.isEmpty() ? null : values.get(0);
  }

  private static String value(String header, int from, int to) {
    int start = skipBlanks(header, from, to);
    int end = to;
    while (end > start && isBlank(header.charAt(end - 1))) {
      end--;
    }
    boolean quoted =
        end - start >= 2 && header.charAt(start) == '"' && header.charAt(end - 1) == '"';
    return quoted ? header.substring(start + 1, end - 1) : header.substring(start, end);
  }

  private static int skipBlanks(String header, int from, int to) {
    int at = from;
    while (at < to && isBlank(header.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t';
  }
}

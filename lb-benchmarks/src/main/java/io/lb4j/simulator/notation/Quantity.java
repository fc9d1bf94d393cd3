package io.lb4j.simulator.notation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads numbers with their units. A missing or wrong unit is an error, never a guess.
 *
 * <p>All methods throw {@link IllegalArgumentException} with a message that quotes the text and
 * gives an example.
 */
public final class Quantity {

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([0-9][0-9_]*(?:\\.[0-9]+)?)\\s*([a-zµ%/]*)");

  private static final Map<String, Double> NANOS_BY_UNIT = new LinkedHashMap<>();
  private static final Map<String, Double> PER_SECOND_BY_UNIT =
      Map.of("/s", 1.0, "/m", 1.0 / 60, "/h", 1.0 / 3600);

  static {
    NANOS_BY_UNIT.put("ns", 1.0);
    NANOS_BY_UNIT.put("us", 1e3);
    NANOS_BY_UNIT.put("µs", 1e3);
    NANOS_BY_UNIT.put("ms", 1e6);
    NANOS_BY_UNIT.put("s", 1e9);
    NANOS_BY_UNIT.put("m", 60e9);
    NANOS_BY_UNIT.put("h", 3600e9);
  }

  private Quantity() {}

  /**
   * Reads a duration.
   *
   * @param text such as {@code 150ms}, {@code 1.5s}, {@code 2m}, {@code 0s}
   * @return nanoseconds
   */
  public static long durationNanos(String text) {
    Matcher matcher = match(text, "a duration such as 150ms, 1.5s or 2m");
    Double nanos = NANOS_BY_UNIT.get(matcher.group(2));
    if (nanos == null) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no duration; write a number with one of the units ns, us, ms, s, m, h, such"
              + " as 150ms");
    }
    double value = number(matcher.group(1)) * nanos;
    if (value > 1e17) {
      throw new IllegalArgumentException("\"" + text + "\" is longer than three years");
    }
    return Math.round(value);
  }

  /**
   * Reads a rate.
   *
   * @param text such as {@code 1000/s} or {@code 90/m}
   * @return per second
   */
  public static double perSecond(String text) {
    Matcher matcher = match(text, "a rate such as 1000/s");
    Double factor = PER_SECOND_BY_UNIT.get(matcher.group(2));
    if (factor == null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no rate; write a number per /s, /m or /h, such as 1000/s");
    }
    return number(matcher.group(1)) * factor;
  }

  /**
   * Reads a share.
   *
   * @param text such as {@code 10%} or {@code 0.1}
   * @return 0 to 1
   */
  public static double share(String text) {
    Matcher matcher = match(text, "a share such as 10% or 0.1");
    double value = number(matcher.group(1));
    value = matcher.group(2).equals("%") ? value / 100 : value;
    if ((!matcher.group(2).isEmpty() && !matcher.group(2).equals("%")) || value > 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no share; write a percentage up to 100%, or a number from 0 to 1");
    }
    return value;
  }

  /**
   * Reads a plain number.
   *
   * @param text such as {@code 1.5} or {@code 10_000}
   * @return finite and not negative
   */
  public static double number(String text) {
    try {
      double value = Double.parseDouble(text.replace("_", ""));
      if (value >= 0 && value <= Double.MAX_VALUE) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is no number; write one that is not negative, without a unit, such as 1.5");
  }

  /**
   * Reads a whole number.
   *
   * @param text such as {@code 3} or {@code 10_000}
   * @return not negative
   */
  public static int wholeNumber(String text) {
    try {
      int value = Integer.parseInt(text.replace("_", ""));
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no whole number; write one such as 3 or 10000, not negative");
  }

  private static Matcher match(String text, String expected) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not " + expected);
    }
    return matcher;
  }
}

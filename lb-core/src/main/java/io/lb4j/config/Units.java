package io.lb4j.config;

import io.lb4j.endpoint.Names;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From text to values; every refusal says what would be right. */
final class Units {

  private static final Pattern PART_OF_DURATION =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(ns|us|ms|s|m|h|d)\\s*");
  private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*/\\s*(s|m|h)");

  private Units() {}

  static Duration duration(String text) {
    Matcher part = PART_OF_DURATION.matcher(text);
    boolean negative = text.startsWith("-");
    Duration sum = Duration.ZERO;
    int end = negative ? 1 : 0;
    while (part.region(end, text.length()).lookingAt()) {
      sum = sum.plus(duration(new BigDecimal(part.group(1)), part.group(2)));
      end = part.end();
    }
    if (end == text.length() && end > 1) {
      return negative ? sum.negated() : sum;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw wrong(text, "a duration with its unit: 500ms, 10s, 1m30s, 1h or PT10S");
    }
  }

  private static Duration duration(BigDecimal amount, String unit) {
    ChronoUnit each =
        switch (unit) {
          case "ns" -> ChronoUnit.NANOS;
          case "us" -> ChronoUnit.MICROS;
          case "ms" -> ChronoUnit.MILLIS;
          case "s" -> ChronoUnit.SECONDS;
          case "m" -> ChronoUnit.MINUTES;
          case "h" -> ChronoUnit.HOURS;
          default -> ChronoUnit.DAYS;
        };
    BigDecimal nanos = amount.multiply(BigDecimal.valueOf(each.getDuration().toNanos()));
    BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
    return Duration.ofSeconds(seconds[0].longValue(), seconds[1].longValue());
  }

  /** A part of a whole: 25 % or 0.25. Whether it may be more than the whole is not known here. */
  static double share(String text) {
    String right = "a share: 25% or 0.25";
    if (text.endsWith("%")) {
      return number(text.substring(0, text.length() - 1).trim(), text, right) / 100;
    }
    double share = number(text, text, right);
    if (share > 1) {
      // Far more likely a per cent sign that was forgotten than fifty times the whole.
      throw wrong(text, right);
    }
    return share;
  }

  static double perSecond(String text) {
    Matcher matcher = RATE.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text, "a rate with its unit: 100/s, 6000/m or 1/h");
    }
    double amount = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> amount;
      case "m" -> amount / 60;
      default -> amount / 3600;
    };
  }

  static double number(String text) {
    return number(text, text, "a number: 1.5");
  }

  static int whole(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong(text, "a whole number: 5");
    }
  }

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(text, "true or false");
    };
  }

  /** Parts between commas, without the spaces around them. */
  static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::trim).toList();
  }

  /** What belongs to names: {@code eu-1a=12, eu-1b=8}. */
  static <V> Map<String, V> byName(String text, Function<String, V> parse) {
    Map<String, V> values = new LinkedHashMap<>();
    for (String pair : list(text)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw wrong(text, "values by name: a=1, b=2");
      }
      String name = pair.substring(0, equals).trim();
      if (values.put(name, parse.apply(pair.substring(equals + 1).trim())) != null) {
        throw new IllegalArgumentException("has \"" + Names.escape(name) + "\" twice");
      }
    }
    return values;
  }

  static IllegalArgumentException wrong(String text, String right) {
    String hint = text.equals("off") ? ", which is only for keys that are off unless set" : "";
    return new IllegalArgumentException(
        "is \"" + Names.escape(text) + "\"" + hint + "; it must be " + right);
  }

  private static double number(String digits, String text, String right) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw wrong(text, right);
    }
  }
}

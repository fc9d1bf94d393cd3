package io.lb4j.simulator.measure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * Writes JSON in the order in which it is called. Fractions have six significant digits, so that
 * the text is the same on every JDK.
 */
final class Json {

  private static final MathContext DIGITS = new MathContext(6);

  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  Json beginObject() {
    return open('{');
  }

  Json endObject() {
    return close('}');
  }

  Json beginArray() {
    return open('[');
  }

  Json endArray() {
    return close(']');
  }

  Json name(String name) {
    value(name);
    text.append(':');
    first = true;
    return this;
  }

  Json value(long value) {
    separate();
    text.append(value);
    return this;
  }

  Json value(double value) {
    separate();
    if (Double.isFinite(value)) {
      BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
      text.append(rounded.signum() == 0 ? "0" : rounded.toPlainString());
    } else {
      text.append("null");
    }
    return this;
  }

  Json value(String value) {
    separate();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
    return this;
  }

  private Json open(char bracket) {
    separate();
    text.append(bracket);
    first = true;
    return this;
  }

  private Json close(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

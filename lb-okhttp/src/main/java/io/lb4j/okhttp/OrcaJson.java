package io.lb4j.okhttp;

/**
 * The JSON form of a load report, and no other JSON: an object of numbers, in which further objects
 * of numbers may stand.
 *
 * <p>Numbers may be in quotes, as protocol buffers write those of 64 bits; null stands for a metric
 * that was left out. One pass, bounded depth.
 */
final class OrcaJson {

  private static final int HEX = 16;
  private static final int UNICODE_DIGITS = 4;

  private final String text;
  private final OrcaMetrics metrics;
  private int at;

  private OrcaJson(String text, OrcaMetrics metrics) {
    this.text = text;
    this.metrics = metrics;
  }

  static void read(String text, OrcaMetrics metrics) throws MalformedAnswerException {
    OrcaJson reader = new OrcaJson(text, metrics);
    reader.readReport();
    if (reader.peek() != '\0') {
      throw reader.malformed("the end");
    }
  }

  private void readReport() throws MalformedAnswerException {
    expect('{');
    if (accept('}')) {
      return;
    }
    do {
      String name = readName();
      if (peek() == '{') {
        readGroup(name);
      } else if (!acceptNull()) {
        metrics.put(name, readNumber(name));
      }
    } while (accept(','));
    expect('}');
  }

  private void readGroup(String group) throws MalformedAnswerException {
    boolean named = group.equals("named_metrics") || group.equals("namedMetrics");
    expect('{');
    if (accept('}')) {
      return;
    }
    do {
      String name = readName();
      if (!acceptNull()) {
        double value = readNumber(name);
        if (named) {
          metrics.putNamed(name, value);
        }
      }
    } while (accept(','));
    expect('}');
  }

  private String readName() throws MalformedAnswerException {
    String name = readString();
    expect(':');
    return name;
  }

  private double readNumber(String name) throws MalformedAnswerException {
    if (peek() == '"') {
      return OrcaMetrics.number(name, readString());
    }
    int start = at;
    while (at < text.length() && isScalar(text.charAt(at))) {
      at++;
    }
    return OrcaMetrics.number(name, text.substring(start, at));
  }

  private static boolean isScalar(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '.'
        || c == '-'
        || c == '+';
  }

  private boolean acceptNull() {
    peek();
    if (text.startsWith("null", at)) {
      at += "null".length();
      return true;
    }
    return false;
  }

  private String readString() throws MalformedAnswerException {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      if (c < ' ') {
        throw new MalformedAnswerException("a string holds a control character");
      }
      string.append(c == '\\' ? readEscape() : c);
    }
    throw new MalformedAnswerException("a string has no end");
  }

  private char readEscape() throws MalformedAnswerException {
    char c = at < text.length() ? text.charAt(at++) : '\0';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> readUnicode();
      default -> throw new MalformedAnswerException("a string holds an unknown escape");
    };
  }

  private char readUnicode() throws MalformedAnswerException {
    int code = 0;
    for (int i = 0; i < UNICODE_DIGITS; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at++), HEX) : -1;
      if (digit < 0) {
        throw new MalformedAnswerException("a string holds \\u without four hexadecimal digits");
      }
      code = code * HEX + digit;
    }
    return (char) code;
  }

  private void expect(char c) throws MalformedAnswerException {
    if (!accept(c)) {
      throw malformed("'" + c + "'");
    }
  }

  private boolean accept(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  /**
   * Skips white space and returns what follows, which stays; NUL, which JSON never holds, at the
   * end.
   */
  private char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private MalformedAnswerException malformed(String expected) {
    return new MalformedAnswerException(
        expected
            + " is missing at index "
            + at
            + ", before "
            + MalformedAnswerException.quote(text.substring(at)));
  }
}

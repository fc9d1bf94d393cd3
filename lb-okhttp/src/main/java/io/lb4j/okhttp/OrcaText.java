package io.lb4j.okhttp;

/**
 * The text form of a load report: {@code cpu_utilization=0.3,rps_fractional=100}. A colon does in
 * place of the equals sign, as in Envoy.
 */
final class OrcaText {

  private static final String NAMED_METRICS = "named_metrics.";

  private OrcaText() {}

  static void read(String text, OrcaMetrics metrics) throws MalformedAnswerException {
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      String entry = text.substring(start, end).strip();
      if (!entry.isEmpty()) {
        readEntry(entry, metrics);
      }
      start = end + 1;
    }
  }

  private static void readEntry(String entry, OrcaMetrics metrics) throws MalformedAnswerException {
    int separator = separator(entry);
    String name = entry.substring(0, separator).strip();
    if (name.isEmpty() || name.indexOf(' ') >= 0) {
      throw new MalformedAnswerException(
          MalformedAnswerException.quote(entry) + " is no metric; write it as name=number");
    }
    double value = OrcaMetrics.number(name, entry.substring(separator + 1).strip());
    if (name.startsWith(NAMED_METRICS)) {
      metrics.putNamed(name.substring(NAMED_METRICS.length()), value);
    } else {
      metrics.put(name, value);
    }
  }

  private static int separator(String entry) throws MalformedAnswerException {
    for (int i = 0; i < entry.length(); i++) {
      if (entry.charAt(i) == '=' || entry.charAt(i) == ':') {
        return i;
      }
    }
    throw new MalformedAnswerException(
        MalformedAnswerException.quote(entry) + " has no value; write it as name=number");
  }
}

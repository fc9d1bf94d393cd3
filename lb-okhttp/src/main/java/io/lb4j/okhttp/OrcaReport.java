package io.lb4j.okhttp;

import io.lb4j.request.LoadReport;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The ORCA load report in the headers of a response, by the names and in the forms that Envoy
 * reads: text, JSON, and a protocol buffer in Base64, which gRPC has a header of its own for.
 */
final class OrcaReport {

  private static final String HEADER = "endpoint-load-metrics";
  private static final String BINARY_HEADER = "endpoint-load-metrics-bin";

  private static final String TEXT = "TEXT ";
  private static final String JSON = "JSON ";
  private static final String BINARY = "BIN ";

  /** In characters; what is longer is no report, whatever it says. */
  static final int MAX_LENGTH = 8192;

  private OrcaReport() {}

  /**
   * Reads the first report among headers. Where there is none, the cost is one look at each name.
   *
   * @return the report, or null if there is none or it says nothing that a policy asks for
   */
  static @Nullable LoadReport in(Headers headers) throws MalformedAnswerException {
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (name.equalsIgnoreCase(HEADER)) {
        return parse(headers.value(i));
      }
      if (name.equalsIgnoreCase(BINARY_HEADER)) {
        return parse(BINARY + headers.value(i));
      }
    }
    return null;
  }

  /** Reads the value of the header; without a prefix it speaks for itself. */
  static @Nullable LoadReport parse(String value) throws MalformedAnswerException {
    if (value.length() > MAX_LENGTH) {
      throw new MalformedAnswerException(
          "it has " + value.length() + " characters; at most " + MAX_LENGTH + " are read");
    }
    OrcaMetrics metrics = new OrcaMetrics();
    if (value.startsWith(TEXT)) {
      OrcaText.read(value.substring(TEXT.length()), metrics);
    } else if (value.startsWith(JSON)) {
      OrcaJson.read(value.substring(JSON.length()), metrics);
    } else if (value.startsWith(BINARY)) {
      OrcaBinary.read(value.substring(BINARY.length()).strip(), metrics);
    } else if (value.startsWith("{")) {
      OrcaJson.read(value, metrics);
    } else {
      OrcaText.read(value, metrics);
    }
    return metrics.toLoadReport();
  }
}

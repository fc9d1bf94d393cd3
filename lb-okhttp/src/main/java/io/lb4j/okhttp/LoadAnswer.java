package io.lb4j.okhttp;

import io.lb4j.request.LoadReport;
import java.io.IOException;
import okhttp3.Response;
import okio.BufferedSource;

/** The answer to a load probe: a report that has what Prequal goes by. */
final class LoadAnswer {

  private LoadAnswer() {}

  static LoadReport read(Response response) throws IOException {
    if (!response.isSuccessful()) {
      throw new IOException("the answer has status " + response.code() + "; it must be 200 to 299");
    }
    LoadReport report = OrcaReport.in(response.headers());
    if (report == null) {
      report = OrcaReport.parse(body(response));
    }
    if (report == null || Double.isNaN(report.requestsInFlight())) {
      throw lacks(OrcaMetrics.REQUESTS_IN_FLIGHT);
    }
    if (Double.isNaN(report.latencyEstimateNanos())) {
      throw lacks(OrcaMetrics.LATENCY_ESTIMATE_MS);
    }
    return report;
  }

  /** Reads no more than a report may have, however long the body is. */
  private static String body(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(OrcaReport.MAX_LENGTH + 1)) {
      throw new MalformedAnswerException(
          "the body is longer than " + OrcaReport.MAX_LENGTH + " bytes");
    }
    return source.readUtf8().strip();
  }

  private static MalformedAnswerException lacks(String metric) {
    return new MalformedAnswerException("the answer lacks named_metrics." + metric);
  }
}

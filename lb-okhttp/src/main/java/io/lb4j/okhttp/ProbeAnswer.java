package io.lb4j.okhttp;

import io.lb4j.request.LoadReport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import okio.BufferedSource;

/** What becomes of one probe: a report that has what Prequal goes by, or an exception. */
final class ProbeAnswer implements Callback {

  private final CompletableFuture<LoadReport> report = new CompletableFuture<>();

  CompletableFuture<LoadReport> report() {
    return report;
  }

  @Override
  public void onFailure(Call call, IOException e) {
    report.completeExceptionally(e);
  }

  @Override
  public void onResponse(Call call, Response response) {
    try (response) {
      report.complete(read(response));
    } catch (IOException | RuntimeException e) {
      report.completeExceptionally(e);
    }
  }

  private static LoadReport read(Response response) throws IOException {
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
      throw new MalformedLoadException(
          "the body is longer than " + OrcaReport.MAX_LENGTH + " bytes");
    }
    return source.readUtf8().strip();
  }

  private static MalformedLoadException lacks(String metric) {
    return new MalformedLoadException("the answer lacks named_metrics." + metric);
  }
}

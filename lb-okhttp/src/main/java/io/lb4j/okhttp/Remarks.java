package io.lb4j.okhttp;

import io.lb4j.request.LoadReport;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an endpoint said of itself beside its answer, in the response's headers. */
record Remarks(
    @Nullable LoadReport loadReport,
    @Nullable Duration retryAfter,
    @Nullable ServerState serverState) {

  static final Remarks NONE = new Remarks(null, null, null);

  /** Adds what was said to what the answer shows. */
  Outcome attachTo(Outcome outcome) {
    Outcome attached = outcome;
    if (loadReport != null) {
      attached = attached.withLoadReport(loadReport);
    }
    if (retryAfter != null && outcome.kind() == Outcome.Kind.REJECTED) {
      attached = attached.withRetryAfter(retryAfter);
    }
    return serverState == null ? attached : attached.withServerState(serverState);
  }
}

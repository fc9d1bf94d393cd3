package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import io.lb4j.request.LoadReport;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the endpoints of one service say about their load, with their responses. */
final class LoadReports {

  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancing.class);

  private final String balancer;
  private final AtomicBoolean warnedOfMalformed = new AtomicBoolean();

  LoadReports(String balancer) {
    this.balancer = balancer;
  }

  /** Reads the report of a response; null if there is none that can be read. Throws nothing. */
  @Nullable LoadReport read(Headers headers, String endpointId) {
    try {
      return OrcaReport.in(headers);
    } catch (MalformedAnswerException e) {
      if (warnedOfMalformed.compareAndSet(false, true)) {
        LOG.warn(
            "lb4j {}: endpoint {} sends a load report that cannot be read and is ignored: {}."
                + " Further ones are not logged",
            balancer,
            endpointId,
            Names.escape(String.valueOf(e.getMessage())));
      }
      return null;
    }
  }
}

package io.lb4j.okhttp;

import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.route.Variant;
import io.lb4j.time.Ticker;
import java.net.URI;

/** A lease whose reports reach the variant that the endpoint belongs to as well. */
record ReportingLease(Lease<URI> lease, Variant<?> variant, Ticker ticker, long startNanos)
    implements Lease<URI> {

  @Override
  public Endpoint<URI> endpoint() {
    return lease.endpoint();
  }

  @Override
  public void report(Outcome outcome) {
    lease.report(outcome);
    variant.report(outcome, ticker.nanoTime() - startNanos);
  }

  @Override
  public void close() {
    lease.close();
  }
}

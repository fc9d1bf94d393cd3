package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;

/**
 * The right to send one request to one endpoint, and the duty to say how it went.
 *
 * <p>Selecting and counting are one step: while a lease is open, its endpoint is one request
 * busier. A lease ends once, when it is closed; what is reported feeds load, health and limits
 * alike. Always close it, best with try-with-resources, and always report, also on exceptions:
 *
 * <pre>{@code
 * Lease<URI> lease = balancer.select();
 * try (lease) {
 *   HttpResponse<String> response = http.send(get(lease.target()), ofString());
 *   lease.report(Outcome.ofHttpStatus(response.statusCode()));
 * } catch (IOException e) {
 *   lease.report(Outcome.ofException(e));
 *   throw e;
 * }
 * }</pre>
 *
 * <p>For a stream, report when it has begun well and close when it ends; report the failure too if
 * it breaks in between. A lease without a report one control tick (about 100 ms) after it was
 * closed counts as <em>unreported</em>: it never makes the endpoint look good, the snapshot counts
 * it, and the first one of a balancer is logged as a warning.
 *
 * <p>Thread-safe: report and close may come from different threads, at the same time, and
 * repeatedly. Neither blocks. An interface so that tests can mock it; lb4j alone implements it.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
public interface Lease<T> extends AutoCloseable {

  /**
   * Returns the endpoint as it was configured when it was selected.
   *
   * @return the endpoint
   */
  Endpoint<T> endpoint();

  /**
   * Returns what is needed to reach the endpoint.
   *
   * @return the endpoint's target
   */
  default T target() {
    return endpoint().target();
  }

  /**
   * Says how the attempt went. Its latency is the time from selection to the first report.
   *
   * <p>The first report is judged, before or after {@link #close}. After it, only one thing counts,
   * once: a failure that follows a success before the lease is closed, because a stream that began
   * well broke; it takes the success's place in health's counts, which is why a success makes up
   * for earlier failures only when its lease closes. Everything else changes nothing and is counted
   * in {@code BalancerSnapshot.repeatedReports}.
   *
   * @param outcome how it went
   */
  void report(Outcome outcome);

  /** Gives the slot back. Closing again does nothing. */
  @Override
  void close();
}

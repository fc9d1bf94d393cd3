package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;

/**
 * Hears how every lease ends, in the thread of the caller that reports it: for metrics. For what
 * happens rarely, {@link BalancerListener} is the better place.
 *
 * <p>Called once per lease that was selected since it was {@linkplain Balancer#addObserver added},
 * with the lease's first report, or about a tick after it was closed without one, with an ignored
 * outcome. Of leases that are older it may hear or not: without observers, most policies let leases
 * go untimed. A stream that breaks after it has begun well was reported as a success.
 *
 * <p>Costs every call what it costs itself, and two readings of the clock unless they are taken
 * anyway: it must not block, and should not allocate. What it throws is logged once per balancer.
 */
@FunctionalInterface
public interface LeaseObserver {

  /**
   * A lease was reported.
   *
   * @param endpoint where the attempt went
   * @param attempt why it was made
   * @param outcome how it went
   * @param latencyNanos from the selection to the report; 0 if a clock was set back
   */
  void reported(Endpoint<?> endpoint, AttemptKind attempt, Outcome outcome, long latencyNanos);
}

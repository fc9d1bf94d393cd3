package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import java.util.concurrent.CompletionStage;

/**
 * Asks an endpoint how loaded it is, for {@link SelectionPolicies#prequal}. The answer should come
 * from the server's memory, in a fraction of the time of a request, and must hold {@code
 * requestsInFlight} and {@code latencyEstimateNanos}.
 *
 * <p>Called several times per request, on the balancer's callback threads, never on the path of a
 * selection. May block, throw, and never answer: a probe that is not answered within a second is
 * given up, and without answers the policy falls back to two choices by requests in flight.
 */
@FunctionalInterface
public interface LoadProbe {

  /**
   * Asks.
   *
   * @param endpoint whom
   * @return completes with the report, or exceptionally
   */
  CompletionStage<LoadReport> probe(Endpoint<?> endpoint);
}

package io.lb4j.limit;

/**
 * A rule by which the concurrency limit of an endpoint follows what is observed there: latencies
 * that rise with the load mean that requests queue up, and that the endpoint should get fewer at
 * once. {@link Gradient2} and {@link Vegas} are such rules; off unless given to the balancer's
 * builder.
 *
 * <p>Immutable and thread-safe; one rule serves all endpoints, each from its own {@link #start()}.
 * What it throws is logged once and changes nothing: the endpoint keeps the limit it has, or goes
 * without one if there is none yet.
 */
@FunctionalInterface
public interface AdaptiveLimit {

  /**
   * Returns what an endpoint begins with: when it becomes known, and when it returns after it was
   * out for its failures.
   *
   * @return the first estimate
   */
  LimitEstimate start();
}

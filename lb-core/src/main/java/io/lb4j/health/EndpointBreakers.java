package io.lb4j.health;

/**
 * Makes a circuit breaker for every endpoint; off unless given to the balancer's builder. With
 * resilience4j on the path, {@code io.lb4j.resilience.Resilience4jBreakers} is one.
 *
 * <p>Passive ejection needs no breaker, costs less, and weighs endpoints against each other. Use
 * breakers where a service has them already, for their metrics, or for a rule that passive ejection
 * does not have, such as the share of slow calls.
 */
@FunctionalInterface
public interface EndpointBreakers {

  /**
   * Makes the breaker of an endpoint that the balancer has not known before, or not for longer than
   * it remembers. Called by whoever updates the balancer, under its lock. If it throws, the
   * endpoint goes without.
   *
   * @param balancer the balancer's name
   * @param endpointId the endpoint's id
   * @param changed to be run after {@link EndpointBreaker#opening()} may have changed, from any
   *     thread; only takes a note, so it costs the caller nothing
   * @return the breaker
   */
  EndpointBreaker create(String balancer, String endpointId, Runnable changed);
}

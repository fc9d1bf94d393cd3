package io.lb4j.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lb4j.endpoint.Names;
import io.lb4j.health.EndpointBreaker;
import io.lb4j.health.EndpointBreakers;
import java.util.Objects;
import java.util.function.Function;

/**
 * A circuit breaker of resilience4j for every endpoint, named {@code <balancer>/<endpoint id>}. Its
 * events, metrics and operators' orders ({@code transitionToForcedOpenState} and the like) work as
 * always. It leaves its registry when the balancer forgets the endpoint or is closed; so close a
 * balancer whose breakers are in a registry of yours.
 *
 * <p>Successes are recorded as such, with the time from selection to first report; failures,
 * rejections (HTTP 429 and 503) among them, as {@link FailedOutcomeException}; ignored and
 * unreported requests give their permission back. To record no rejections: {@code
 * .ignoreException(e -> e instanceof FailedOutcomeException f && f.kind() ==
 * Outcome.Kind.REJECTED)}. A configuration that records only exceptions of your own sees no
 * failure.
 *
 * <p>Two settings are worth a thought. Leave {@code slidingWindowSynchronizationStrategy} at {@code
 * SYNCHRONIZED}, which is faster here and allocates nothing. Set {@code
 * maxWaitDurationInHalfOpenState}, or a half-open breaker waits for requests that never end. After
 * {@code transitionToOpenStateFor} and {@code Until} an endpoint stays out for the configured wait
 * if that is longer.
 *
 * <p>Thread-safe. One may serve several balancers, if their names differ.
 */
// Who calls this has resilience4j; everybody else could not compile if it were required of them.
@SuppressWarnings("exports")
public final class Resilience4jBreakers implements EndpointBreakers {

  private final CircuitBreakerRegistry registry;
  private final Function<String, CircuitBreaker> breakerOf;

  private Resilience4jBreakers(
      CircuitBreakerRegistry registry, Function<String, CircuitBreaker> breakerOf) {
    this.registry = registry;
    this.breakerOf = breakerOf;
  }

  /**
   * Breakers of one configuration, in a registry of their own.
   *
   * @param config for all endpoints
   * @return makes such breakers
   */
  public static Resilience4jBreakers of(CircuitBreakerConfig config) {
    return of(CircuitBreakerRegistry.of(Objects.requireNonNull(config, "config")));
  }

  /**
   * Breakers in the user's registry, by its default configuration.
   *
   * @param registry where the breakers are kept while their endpoints are known
   * @return makes such breakers
   */
  public static Resilience4jBreakers of(CircuitBreakerRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    return new Resilience4jBreakers(registry, registry::circuitBreaker);
  }

  /**
   * Breakers in the user's registry, by a configuration that it knows.
   *
   * @param registry where the breakers are kept while their endpoints are known
   * @param configName one of the registry's configurations
   * @return makes such breakers
   * @throws IllegalArgumentException if the registry has no such configuration
   */
  public static Resilience4jBreakers of(CircuitBreakerRegistry registry, String configName) {
    CircuitBreakerConfig config =
        registry
            .getConfiguration(configName)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the registry has no configuration \""
                            + Names.escape(configName)
                            + "\"; add it with addConfiguration before it is named here"));
    return new Resilience4jBreakers(registry, name -> registry.circuitBreaker(name, config));
  }

  @Override
  public EndpointBreaker create(String balancer, String endpointId, Runnable changed) {
    CircuitBreaker breaker = breakerOf.apply(balancer + "/" + endpointId);
    return new Resilience4jBreaker(breaker, registry, changed);
  }
}

package io.lb4j.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lb4j.health.EndpointBreaker;
import io.lb4j.request.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One circuit breaker of resilience4j. That says when it opens, not for how long: the wait is
 * computed as it does, from its configuration and from how often it has opened since it was closed.
 * Where the two differ, for a random interval, the breaker's own decides in the end, since it is
 * asked for a permission.
 */
final class Resilience4jBreaker implements EndpointBreaker {

  private static final Map<Outcome.Kind, FailedOutcomeException> FAILURES = failures();

  /** Since when it is open, and until when. */
  private record Wait(Instant until, int attempts) {}

  private final CircuitBreaker breaker;
  private final CircuitBreakerRegistry registry;
  private final Runnable changed;
  // Written by resilience4j's events, which come one at a time for one breaker.
  private volatile @Nullable Wait wait;

  Resilience4jBreaker(CircuitBreaker breaker, CircuitBreakerRegistry registry, Runnable changed) {
    this.breaker = breaker;
    this.registry = registry;
    this.changed = changed;
    if (breaker.getState() == State.OPEN) {
      wait = nextWait(null);
    }
    breaker
        .getEventPublisher()
        .onStateTransition(event -> transitioned(event.getStateTransition()));
  }

  private static Map<Outcome.Kind, FailedOutcomeException> failures() {
    Map<Outcome.Kind, FailedOutcomeException> failures = new EnumMap<>(Outcome.Kind.class);
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      failures.put(kind, new FailedOutcomeException(kind));
    }
    return failures;
  }

  private void transitioned(StateTransition transition) {
    switch (transition.getToState()) {
      case OPEN -> wait = nextWait(wait);
      case HALF_OPEN -> {
        // The next wait may be longer, so the count of attempts stays.
      }
      default -> wait = null;
    }
    changed.run();
  }

  private Wait nextWait(@Nullable Wait last) {
    CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
    int attempts = last == null ? 1 : last.attempts() + 1;
    long millis = config.getWaitIntervalFunctionInOpenState().apply(attempts);
    return new Wait(config.getClock().instant().plusMillis(millis), attempts);
  }

  @Override
  public boolean tryAcquirePermission() {
    return breaker.tryAcquirePermission();
  }

  @Override
  public void onSuccess(long latencyNanos) {
    breaker.onSuccess(latencyNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onError(long latencyNanos, Outcome outcome) {
    breaker.onError(latencyNanos, TimeUnit.NANOSECONDS, FAILURES.get(outcome.kind()));
  }

  @Override
  public void releasePermission() {
    breaker.releasePermission();
  }

  @Override
  public boolean isHalfOpen() {
    return breaker.getState() == State.HALF_OPEN;
  }

  @Override
  public @Nullable Opening opening() {
    return switch (breaker.getState()) {
      case FORCED_OPEN -> new Opening("circuit breaker is forced open", null);
      case OPEN -> open(wait);
      default -> null;
    };
  }

  private @Nullable Opening open(@Nullable Wait open) {
    if (open == null) {
      // Its event is on the way.
      return null;
    }
    Duration remaining =
        Duration.between(breaker.getCircuitBreakerConfig().getClock().instant(), open.until());
    return remaining.isNegative() || remaining.isZero()
        ? null
        : new Opening("circuit breaker is open", remaining);
  }

  @Override
  public void discard() {
    if (registry.find(breaker.getName()).filter(present -> present == breaker).isPresent()) {
      registry.remove(breaker.getName());
    }
  }

  @Override
  public String toString() {
    return breaker.toString();
  }
}

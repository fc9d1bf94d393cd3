package io.lb4j.health;

import io.lb4j.endpoint.Endpoint;
import java.util.concurrent.CompletionStage;

/**
 * Asks an endpoint itself whether it can serve.
 *
 * <p>Called on the balancer's callback threads, never on the path of a selection. May block, throw,
 * return null, and never answer: a check that is not answered in time counts as failed. A thread
 * that it blocks beyond that time is interrupted.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
@FunctionalInterface
public interface HealthProbe<T> {

  /**
   * Asks.
   *
   * @param endpoint whom
   * @return completes with the answer, or exceptionally, which counts as failed; is cancelled when
   *     nobody waits for it any more
   */
  CompletionStage<CheckResult> check(Endpoint<? extends T> endpoint);
}

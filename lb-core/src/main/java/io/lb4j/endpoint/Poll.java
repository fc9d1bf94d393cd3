package io.lb4j.endpoint;

import java.util.concurrent.CompletionStage;

/**
 * Asks once where the endpoints are; what {@link PollingSource} repeats.
 *
 * <p>Called on callback threads, once at a time. May block, throw and never answer: a poll that is
 * not answered in time counts as failed. One that blocks beyond that keeps its thread, and no other
 * is begun until it returns; what it then returns still counts.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
@FunctionalInterface
public interface Poll<T> {

  /**
   * Asks.
   *
   * @return completes with the answer, or exceptionally; is cancelled when nobody waits for it any
   *     more
   * @throws Exception if it cannot ask; its message becomes the reason of the failure
   */
  CompletionStage<PollAnswer<T>> ask() throws Exception;
}

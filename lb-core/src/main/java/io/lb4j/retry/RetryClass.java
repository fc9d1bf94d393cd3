package io.lb4j.retry;

import io.lb4j.request.Outcome;

/**
 * What the end of an attempt proves about the request: may it be made again, elsewhere?
 *
 * <p>Goes by evidence, not by how bad the end was. A refused connection is worse for the endpoint
 * than a slow answer, and harmless for the request.
 */
public enum RetryClass {
  /** Nothing was sent. Any request may be made again, even one whose body can be read only once. */
  UNSENT,
  /**
   * The protocol says that the request was not processed, as HTTP/2's {@code REFUSED_STREAM} does.
   * Any request may be made again if its body can be.
   */
  UNPROCESSED,
  /**
   * The endpoint says that it has too much to do, as HTTP 429 and 503 do. Most servers say so
   * before they process anything, but a gateway says it also of a server that failed halfway, so
   * this counts as {@link #SENT} unless {@link AttemptPolicy#trustingRejections()} says otherwise.
   */
  REJECTED,
  /** The request may have been processed. Only an idempotent one may be made again. */
  SENT,
  /** Made again, it would go the same way, or nobody waits for it any more. */
  NEVER;

  /**
   * Classifies an attempt by its outcome alone, for clients that tell no more.
   *
   * @param outcome how the attempt went
   * @return what that proves; a success is {@link #SENT}, an ignored outcome {@link #NEVER}
   */
  public static RetryClass of(Outcome outcome) {
    return switch (outcome.kind()) {
      case CONNECT_FAILURE -> UNSENT;
      case REJECTED -> REJECTED;
      case SUCCESS, FAILURE, TIMEOUT -> SENT;
      case IGNORED -> NEVER;
    };
  }
}

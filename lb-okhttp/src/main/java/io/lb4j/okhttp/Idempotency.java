package io.lb4j.okhttp;

/**
 * Whether a request may be processed twice, as the tag of a request for which the method alone says
 * the wrong thing: {@code request.tag(Idempotency.class, Idempotency.IDEMPOTENT)}.
 *
 * <p>Without it a request is idempotent if its method is (GET, HEAD, OPTIONS, TRACE, PUT, DELETE)
 * or if it has an {@code Idempotency-Key} header, by which the server recognises it. Put either on
 * the request itself: calls that a call factory enqueues are planned before interceptors run.
 */
public enum Idempotency {
  /** May be processed twice without harm: retried after failures, and hedged if calls are. */
  IDEMPOTENT,
  /** Must be processed at most once, whatever its method: a GET that pays, for instance. */
  NOT_IDEMPOTENT
}

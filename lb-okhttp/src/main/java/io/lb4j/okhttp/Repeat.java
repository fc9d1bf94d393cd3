package io.lb4j.okhttp;

/** Whether a request may be sent again, to another endpoint, after an attempt. */
enum Repeat {
  /** The attempt succeeded, was cancelled, or failed by the caller's own fault. */
  NEVER,
  /** The endpoint may have acted on the request. */
  IF_IDEMPOTENT,
  /** The endpoint provably has not acted on it. */
  ALWAYS
}

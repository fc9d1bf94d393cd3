package io.lb4j.snapshot;

/** What led to an ejection. */
public enum EjectionCause {
  /** Failures in a row. */
  FAILURES,
  /** Connect failures in a row, so that it may be down. */
  CONNECT_FAILURES,
  /** An outlier judge found it worse than the others. */
  OUTLIER,
  /** Alone among the others it goes on rejecting requests. */
  OVERLOAD,
  /** The request that tested it at the end of an ejection failed. */
  FAILED_TEST,
  /** Its circuit breaker opened. */
  BREAKER
}

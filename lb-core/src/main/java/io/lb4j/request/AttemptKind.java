package io.lb4j.request;

/** Why an attempt of a call is made. */
public enum AttemptKind {
  /** The call needs one: the first attempt, and the only one of most calls. */
  FIRST,
  /** The one before has failed. */
  RETRY,
  /** The one before is late, and this one runs beside it. */
  HEDGE
}

package io.lb4j.resilience;

import io.lb4j.request.Outcome;
import java.io.IOException;

/**
 * What a circuit breaker is told when a request fails, so that its configuration can record or
 * ignore kinds of failure. Never thrown. An {@link IOException}, because many configurations record
 * only those; without a stack trace, and shared.
 */
public final class FailedOutcomeException extends IOException {

  private static final long serialVersionUID = 1;

  /** What was reported. */
  private final Outcome.Kind kind;

  FailedOutcomeException(Outcome.Kind kind) {
    super("the endpoint's answer was judged " + kind);
    this.kind = kind;
  }

  /**
   * Returns what was reported.
   *
   * @return a kind of failure
   */
  public Outcome.Kind kind() {
    return kind;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // There is nothing to fill in.
  public Throwable fillInStackTrace() {
    return this;
  }
}

package io.lb4j.select;

/**
 * A request's context does not fit the policy, such as a hash for a policy that needs the key's
 * text. The only exception of a picker that reaches the caller of {@code select}: the mistake is
 * the caller's.
 */
public final class UnsuitableContextException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what does not fit, and what would
   */
  public UnsuitableContextException(String message) {
    super(message);
  }
}

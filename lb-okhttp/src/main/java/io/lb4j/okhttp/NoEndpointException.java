package io.lb4j.okhttp;

import io.lb4j.NoEndpointAvailableException;
import java.io.IOException;

/**
 * A call failed before anything was sent, because its balancer has no endpoint for it. An {@link
 * IOException}, because that is what callers of OkHttp are prepared for, on {@code execute} as well
 * as in {@code Callback.onFailure}.
 *
 * <p>The {@linkplain #getCause() cause} is the balancer's {@link NoEndpointAvailableException}; it
 * counts the endpoints per reason and says when to come back, where that is known. Has no stack
 * trace: it tells of the endpoints, not of the code, and must stay cheap when it is thrown
 * thousands of times a second.
 */
public final class NoEndpointException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why no endpoint could take the call. */
  private final NoEndpointAvailableException.Reason reason;

  /**
   * Makes an exception; public so that tests can throw it from fakes.
   *
   * @param cause what the balancer said
   */
  public NoEndpointException(NoEndpointAvailableException cause) {
    super(cause.getMessage(), cause);
    this.reason = cause.reason();
  }

  /**
   * Returns why there is no endpoint.
   *
   * @return what would have to change first
   */
  public NoEndpointAvailableException.Reason reason() {
    return reason;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}

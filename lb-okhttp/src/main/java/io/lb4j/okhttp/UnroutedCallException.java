package io.lb4j.okhttp;

import io.lb4j.route.NoRouteException;
import java.io.IOException;

/**
 * A call failed before anything was sent, because the client's router has no route for it. An
 * {@link IOException}, because that is what callers of OkHttp are prepared for, on {@code execute}
 * as well as in {@code Callback.onFailure}.
 *
 * <p>The {@linkplain #getCause() cause} is the router's {@link NoRouteException}. Has no stack
 * trace.
 */
public final class UnroutedCallException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why there is no route. */
  private final NoRouteException.Reason reason;

  /**
   * Makes an exception; public so that tests can throw it from fakes.
   *
   * @param cause what the router said
   */
  public UnroutedCallException(NoRouteException cause) {
    super(cause.getMessage(), cause);
    this.reason = cause.reason();
  }

  /**
   * Returns why there is no route.
   *
   * @return what would have to change
   */
  public NoRouteException.Reason reason() {
    return reason;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}

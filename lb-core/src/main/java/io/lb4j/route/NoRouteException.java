package io.lb4j.route;

import io.lb4j.endpoint.Names;

/**
 * A router has no destination for a request. The message names method, host and path, escaped; not
 * the query, headers and cookies, which may be secret.
 *
 * <p>Has no stack trace: it tells of the request, not of the code, and must stay cheap when
 * somebody asks for thousands of paths a second.
 */
public final class NoRouteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why there is no route. */
  public enum Reason {
    /** No rule matches, and there is no default. */
    NO_MATCH,
    /** Servers would read the path in different ways. */
    AMBIGUOUS_PATH
  }

  /** Why there is no route. */
  private final Reason reason;

  /**
   * Makes an exception; public so that tests can throw it from fakes.
   *
   * @param reason why there is no route
   * @param request what was asked for, such as {@code GET shop.example/items}; is escaped
   * @param why what would have to change, for the message
   */
  public NoRouteException(Reason reason, String request, String why) {
    super("no route for " + Names.escape(request) + ": " + why, null, false, false);
    this.reason = reason;
  }

  /**
   * Returns why there is no route.
   *
   * @return what would have to change
   */
  public Reason reason() {
    return reason;
  }
}

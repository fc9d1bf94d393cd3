package io.lb4j.route;

import io.lb4j.request.CookieHeader;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Router} reads requests of a type that it does not know. Users implement it once per
 * type; {@code lb-okhttp} has one for OkHttp's requests.
 *
 * <p>Called for every request, so it should neither block nor allocate what it can avoid; must be
 * thread-safe. What it throws is the caller's of the router.
 *
 * @param <R> requests
 */
public interface RequestView<R> {

  /**
   * Returns the host that the request is for.
   *
   * @param request a request
   * @return without port and brackets, in any case; empty if there is none
   */
  String host(R request);

  /**
   * Returns the path as it is sent: neither decoded nor normalised.
   *
   * @param request a request
   * @return begins with a slash and ends before the query
   */
  String path(R request);

  /**
   * Returns the method.
   *
   * @param request a request
   * @return such as GET
   */
  String method(R request);

  /**
   * Returns a header's value.
   *
   * @param request a request
   * @param name in lower case; headers match in any case
   * @return the value; several are joined by a comma and a space (RFC 9110, 5.3), since servers
   *     differ in which of them they believe; null if there is none
   */
  @Nullable String header(R request, String name);

  /**
   * Returns the value of a query parameter.
   *
   * @param request a request
   * @param name the decoded name, compared exactly
   * @return the first value, decoded; empty if the parameter has none; null if there is no such
   *     parameter
   */
  @Nullable String query(R request, String name);

  /**
   * Returns a cookie's value, by default from the header {@code Cookie}.
   *
   * @param request a request
   * @param name the name, compared exactly
   * @return the first value, or null if there is no such cookie
   */
  default @Nullable String cookie(R request, String name) {
    return CookieHeader.value(header(request, "cookie"), name);
  }
}

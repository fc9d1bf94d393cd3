package io.lb4j.okhttp;

import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells the endpoint about its attempt: which of the call it is, and what all of
 * them have in common.
 *
 * @param numberName the header for the attempt's number, or null for none
 * @param number 1 for the first attempt
 * @param requestIdName the header for the call's id, or null for none
 * @param requestId the same for all attempts of a call
 */
record AttemptHeaders(
    @Nullable String numberName, int number, @Nullable String requestIdName, String requestId) {

  /** Adds the headers; an id that the caller has set stays. */
  void addTo(Request.Builder builder, Request request) {
    if (numberName != null) {
      builder.header(numberName, Integer.toString(number));
    }
    if (requestIdName != null && request.header(requestIdName) == null) {
      builder.header(requestIdName, requestId);
    }
  }
}

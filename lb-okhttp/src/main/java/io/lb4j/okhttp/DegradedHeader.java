package io.lb4j.okhttp;

import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A header by which a server says that it does not serve well.
 *
 * @param name its name
 * @param value the value that says so, or null if any does
 */
record DegradedHeader(String name, @Nullable String value) {

  DegradedHeader {
    HeaderNames.require(name);
  }

  /** What a response says by it, in words; null if nothing. */
  @Nullable String in(Response response) {
    for (String said : response.headers(name)) {
      if (value == null || value.equalsIgnoreCase(said.strip())) {
        return "header " + name + " is " + MalformedAnswerException.quote(said);
      }
    }
    return null;
  }
}

package io.lb4j.okhttp;

import java.util.List;
import okhttp3.Headers;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A response header that is changed on its way through OkHttp, so that OkHttp does not act on it,
 * and changed back before the caller sees it.
 *
 * @param status the response's status
 * @param name the header's name
 * @param originals the values that the endpoint sent, if any
 */
record Disguise(int status, String name, List<String> originals) {

  static Disguise of(Response response, String name) {
    return new Disguise(response.code(), name, response.headers(name));
  }

  /** Builds the response, with the header as the endpoint sent it. */
  static Response remove(
      @Nullable Disguise disguise, Response.Builder builder, Response disguised) {
    if (disguise != null && disguise.status() == disguised.code()) {
      Headers.Builder headers = disguised.headers().newBuilder().removeAll(disguise.name());
      for (String original : disguise.originals()) {
        headers.addUnsafeNonAscii(disguise.name(), original);
      }
      builder.headers(headers.build());
    }
    return builder.build();
  }
}

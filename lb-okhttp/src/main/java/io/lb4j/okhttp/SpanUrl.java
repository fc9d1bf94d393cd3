package io.lb4j.okhttp;

import java.util.Set;
import okhttp3.HttpUrl;

/** How a URL may stand in a trace: without credentials, and without what signs the request. */
final class SpanUrl {

  private static final String REDACTED = "REDACTED";

  /** Those that the conventions name. */
  private static final Set<String> SIGNATURES =
      Set.of("AWSAccessKeyId", "Signature", "sig", "X-Goog-Signature");

  private SpanUrl() {}

  static String of(HttpUrl url) {
    boolean hasCredentials = !url.encodedUsername().isEmpty() || !url.encodedPassword().isEmpty();
    if (!hasCredentials && url.encodedQuery() == null) {
      return url.toString();
    }
    HttpUrl.Builder builder = url.newBuilder();
    if (hasCredentials) {
      builder.username(REDACTED).password(REDACTED);
    }
    for (String name : url.queryParameterNames()) {
      if (SIGNATURES.contains(name)) {
        builder.setQueryParameter(name, REDACTED);
      }
    }
    return builder.toString();
  }
}

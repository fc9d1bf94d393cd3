package io.lb4j.okhttp;

import io.lb4j.request.Outcome;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** When a response that rejects says to retry (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {

  private static final String NAME = "Retry-After";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** More digits than that are longer than any cap. */
  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /** Returns the time, capped; null if there is none that can be read, or it is over. */
  static @Nullable Duration of(Response response) {
    int status = response.code();
    String value = response.header(NAME);
    if (value == null || (status != TOO_MANY_REQUESTS && status != UNAVAILABLE)) {
      return null;
    }
    String stripped = value.strip();
    if (isNumber(stripped)) {
      return stripped.length() > MAX_DIGITS
          ? Outcome.MAX_RETRY_AFTER
          : capped(Duration.ofSeconds(Integer.parseInt(stripped)));
    }
    Instant date = response.headers().getInstant(NAME);
    Instant received = Instant.ofEpochMilli(response.receivedResponseAtMillis());
    return date == null ? null : capped(Duration.between(received, date));
  }

  private static @Nullable Duration capped(Duration time) {
    if (time.isNegative() || time.isZero()) {
      return null;
    }
    return time.compareTo(Outcome.MAX_RETRY_AFTER) > 0 ? Outcome.MAX_RETRY_AFTER : time;
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}

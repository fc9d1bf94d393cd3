package io.lb4j.okhttp;

import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;

/** Responses that begin well and do not end while a test looks. */
final class Endless {

  private Endless() {}

  /** Sends a few bytes at once and promises more. */
  static MockResponse body() {
    return new MockResponse.Builder()
        .body("x".repeat(64 * 1024))
        .throttleBody(16, 1, TimeUnit.MINUTES)
        .build();
  }

  /** Sends the headers and nothing else. */
  static MockResponse silentStream() {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "text/event-stream")
        .chunkedBody("data: hello\n\n", 16)
        .bodyDelay(1, TimeUnit.MINUTES)
        .build();
  }
}

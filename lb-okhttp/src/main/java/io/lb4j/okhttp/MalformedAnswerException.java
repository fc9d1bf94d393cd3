package io.lb4j.okhttp;

import java.io.IOException;

/**
 * What a server sent cannot be read; the message says what is wrong with it. Without a stack trace,
 * as a server that sends one malformed answer sends thousands.
 */
final class MalformedAnswerException extends IOException {

  private static final long serialVersionUID = 1L;

  /** How much of what the server sent is repeated in a message. */
  private static final int MAX_QUOTED = 40;

  MalformedAnswerException(String message) {
    super(message);
  }

  /** Shortens text from outside for a message; it is escaped where it is logged. */
  static String quote(String text) {
    return text.length() <= MAX_QUOTED
        ? '"' + text + '"'
        : '"' + text.substring(0, MAX_QUOTED) + "…\"";
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // There is no state to guard.
  public Throwable fillInStackTrace() {
    return this;
  }
}

package io.lb4j.request;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The table behind {@link Outcome#ofException}. */
final class ExceptionJudge {

  /** Exceptions can be their own ancestors by way of a loop in their causes. */
  private static final int MAX_WRAPPERS = 16;

  private ExceptionJudge() {}

  static Outcome judge(Throwable exception) {
    Throwable e = unwrap(exception);
    if (isConnectFailure(e)) {
      return Outcome.connectFailure();
    }
    if (isTimeout(e)) {
      return Outcome.timeout();
    }
    if (isCancellation(e) || isCallersFault(e)) {
      return Outcome.ignored();
    }
    return isBroken(e) ? Outcome.brokenConnection() : Outcome.failure();
  }

  private static Throwable unwrap(Throwable exception) {
    Throwable e = exception;
    for (int i = 0; i < MAX_WRAPPERS; i++) {
      Throwable cause = e.getCause();
      if (cause == null || !isWrapper(e)) {
        return e;
      }
      e = cause;
    }
    return e;
  }

  private static boolean isWrapper(Throwable e) {
    return e instanceof CompletionException
        || e instanceof ExecutionException
        || e instanceof UncheckedIOException;
  }

  private static boolean isConnectFailure(Throwable e) {
    return e instanceof ConnectException
        || e instanceof NoRouteToHostException
        || e instanceof PortUnreachableException
        || e instanceof UnknownHostException
        || e instanceof UnresolvedAddressException
        || e instanceof SSLHandshakeException
        || e instanceof SSLPeerUnverifiedException
        || isConnectTimeout(e);
  }

  /**
   * The JDK has no type for a connect time-out on a socket, only a message; and its HTTP client,
   * which has one, lives in a module that this one does not need.
   */
  private static boolean isConnectTimeout(Throwable e) {
    if (e instanceof SocketTimeoutException) {
      String message = e.getMessage();
      return message != null && message.toLowerCase(Locale.ROOT).contains("connect timed out");
    }
    return e.getClass().getName().equals("java.net.http.HttpConnectTimeoutException");
  }

  private static boolean isTimeout(Throwable e) {
    return e instanceof SocketTimeoutException
        || e instanceof TimeoutException
        || e.getClass().getName().equals("java.net.http.HttpTimeoutException");
  }

  /** Not every I/O error: parsers of what was answered throw such too. */
  private static boolean isBroken(Throwable e) {
    return e instanceof SocketException
        || e instanceof EOFException
        || e instanceof ClosedChannelException
        || e instanceof SSLException;
  }

  private static boolean isCancellation(Throwable e) {
    return e instanceof CancellationException
        || e instanceof InterruptedException
        || e instanceof InterruptedIOException
        || e instanceof ClosedByInterruptException;
  }

  private static boolean isCallersFault(Throwable e) {
    return e instanceof Error
        || e instanceof NullPointerException
        || e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof ClassCastException
        || e instanceof IndexOutOfBoundsException
        || e instanceof UnsupportedOperationException;
  }
}

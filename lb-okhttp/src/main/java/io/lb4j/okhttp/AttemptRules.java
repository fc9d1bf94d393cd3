package io.lb4j.okhttp;

import io.lb4j.retry.RetryClass;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** What may be sent again, by RFC 9110 and by evidence. */
final class AttemptRules {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int UNAVAILABLE = 503;
  private static final int VERSION_NOT_SUPPORTED = 505;

  private AttemptRules() {}

  /**
   * Tells whether running a request twice does no more than running it once: because the caller
   * says so, because the server recognises it by its key, or by its method (RFC 9110, 9.2.2).
   */
  static boolean isIdempotent(Request request) {
    Idempotency told = request.tag(Idempotency.class);
    if (told != null) {
      return told == Idempotency.IDEMPOTENT;
    }
    return request.header("Idempotency-Key") != null || isIdempotent(request.method());
  }

  private static boolean isIdempotent(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /** Tells whether a request body, if there is one, can be sent a second time. */
  static boolean isRepeatable(@Nullable RequestBody body) {
    return body == null || (!body.isOneShot() && !body.isDuplex());
  }

  /**
   * Tells whether a call's request can be sent a second time. An interceptor may have replaced the
   * body; a further attempt starts from the original again.
   */
  static boolean isRepeatable(Interceptor.Chain chain) {
    return isRepeatable(chain.request().body()) && isRepeatable(chain.call().request().body());
  }

  /**
   * Tells whether an interceptor has replaced a body that can be read once only: it may have read
   * it for that, and a further attempt, which starts from the original, would send the rest.
   */
  static boolean mayBeConsumed(Interceptor.Chain chain) {
    RequestBody original = chain.call().request().body();
    return chain.request().body() != original && !isRepeatable(original);
  }

  /** What an answer proves about making the request again elsewhere. */
  static RetryClass afterStatus(int status, Request request, boolean bodySent) {
    if (status == NOT_IMPLEMENTED || status == VERSION_NOT_SUPPORTED) {
      // Another endpoint of the service would say the same.
      return RetryClass.NEVER;
    }
    boolean refused = status == UNAVAILABLE || status == TOO_MANY_REQUESTS;
    if (!refused) {
      return RetryClass.SENT;
    }
    // The client asked whether to send the body and was told not to.
    return request.body() != null && expectsContinue(request) && !bodySent
        ? RetryClass.UNPROCESSED
        : RetryClass.REJECTED;
  }

  private static boolean expectsContinue(Request request) {
    return "100-continue".equalsIgnoreCase(request.header("Expect"));
  }

  /**
   * Tells whether the calling thread was interrupted, which is no time-out although it looks like
   * one.
   */
  static boolean isInterruption(IOException e) {
    return (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException))
        || Thread.currentThread().isInterrupted();
  }

  /**
   * Tells whether HTTP/2 says that the request was not processed: the stream was refused (RFC 9113,
   * 8.7), or the connection was shutting down before the stream was opened. The exceptions' classes
   * are internal to OkHttp, so they go by their names.
   */
  static boolean isUnprocessed(IOException e) {
    return isRefusal(e)
        || e.getClass().getName().equals("okhttp3.internal.http2.ConnectionShutdownException");
  }

  static boolean isRefusal(IOException e) {
    return e.getClass().getName().equals("okhttp3.internal.http2.StreamResetException")
        && "stream was reset: REFUSED_STREAM".equals(e.getMessage());
  }

  /**
   * Tells whether a cancellation that this thread announces comes from the call's time-out. OkHttp
   * cancels the call in both cases; only the thread differs.
   */
  static boolean isCallTimeout(Thread thread) {
    return thread.getName().equals("Okio Watchdog");
  }

  /** Tells whether a cancelled call ended by its time-out: then its exception is this one. */
  static boolean isCallTimeout(IOException e) {
    return e.getClass() == InterruptedIOException.class && "timeout".equals(e.getMessage());
  }
}

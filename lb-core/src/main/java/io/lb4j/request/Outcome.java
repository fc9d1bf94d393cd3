package io.lb4j.request;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt went, as far as it says something about the endpoint.
 *
 * <p>Immutable and thread-safe; the constants behind {@link #success()} and its siblings are
 * shared, so reporting allocates nothing.
 */
public final class Outcome {

  /** The kinds of outcome that load metrics and health tell apart. */
  public enum Kind {
    /** The endpoint did its work, whatever the answer was: a 404 is a success of the endpoint. */
    SUCCESS,
    /** The endpoint answered with a failure, or broke off; {@link Outcome#origin} tells which. */
    FAILURE,
    /** No answer in time. */
    TIMEOUT,
    /** No connection, so nothing was sent: hard evidence against the endpoint. */
    CONNECT_FAILURE,
    /** The endpoint is overloaded and said so without doing the work: HTTP 429 and 503. */
    REJECTED,
    /** Says nothing about the endpoint: cancelled, or the caller's own fault. */
    IGNORED
  }

  /** Where a failure was seen, which tells what may have caused it. */
  public enum Origin {
    /** In the endpoint's answer. */
    RESPONSE,
    /** In its answer too, but for a server behind it that it is a gateway to: HTTP 502 and 504. */
    GATEWAY,
    /** Here, since no answer came: time-outs, connect failures and connections that broke. */
    LOCAL
  }

  /** The longest time that a server's {@linkplain #withRetryAfter wish} is followed for. */
  public static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  private static final Outcome SUCCESS = of(Kind.SUCCESS);
  private static final Outcome FAILURE = of(Kind.FAILURE);
  private static final Outcome GATEWAY_FAILURE = of(Kind.FAILURE, Origin.GATEWAY);
  private static final Outcome BROKEN_CONNECTION = of(Kind.FAILURE, Origin.LOCAL);
  private static final Outcome TIMEOUT = of(Kind.TIMEOUT, Origin.LOCAL);
  private static final Outcome CONNECT_FAILURE = of(Kind.CONNECT_FAILURE, Origin.LOCAL);
  private static final Outcome REJECTED = of(Kind.REJECTED);
  private static final Outcome IGNORED = of(Kind.IGNORED, Origin.LOCAL);

  private final Kind kind;
  private final Origin origin;
  private final long bytes;
  private final @Nullable LoadReport loadReport;
  private final @Nullable Duration retryAfter;
  private final @Nullable ServerState serverState;

  private Outcome(
      Kind kind,
      Origin origin,
      long bytes,
      @Nullable LoadReport loadReport,
      @Nullable Duration retryAfter,
      @Nullable ServerState serverState) {
    this.kind = kind;
    this.origin = origin;
    this.bytes = bytes;
    this.loadReport = loadReport;
    this.retryAfter = retryAfter;
    this.serverState = serverState;
  }

  private static Outcome of(Kind kind) {
    return of(kind, Origin.RESPONSE);
  }

  private static Outcome of(Kind kind, Origin origin) {
    return new Outcome(kind, origin, 0, null, null, null);
  }

  /**
   * The endpoint did its work.
   *
   * @return the shared success
   */
  public static Outcome success() {
    return SUCCESS;
  }

  /**
   * The endpoint answered with a failure.
   *
   * @return the shared failure
   */
  public static Outcome failure() {
    return FAILURE;
  }

  /**
   * The endpoint is a gateway, and answered that what is behind it failed: a failure that its own
   * health may have nothing to do with.
   *
   * @return the shared failure of {@link Origin#GATEWAY}
   */
  public static Outcome gatewayFailure() {
    return GATEWAY_FAILURE;
  }

  /**
   * The connection broke before the answer was complete, or brought what is no answer.
   *
   * @return the shared failure of {@link Origin#LOCAL}
   */
  public static Outcome brokenConnection() {
    return BROKEN_CONNECTION;
  }

  /**
   * No answer in time.
   *
   * @return the shared timeout
   */
  public static Outcome timeout() {
    return TIMEOUT;
  }

  /**
   * No connection: nothing was sent.
   *
   * @return the shared connect failure
   */
  public static Outcome connectFailure() {
    return CONNECT_FAILURE;
  }

  /**
   * The endpoint refused the work because of overload.
   *
   * @return the shared rejection
   */
  public static Outcome rejected() {
    return REJECTED;
  }

  /**
   * The attempt says nothing about the endpoint; that it took at least this long is still learned.
   *
   * @return the shared ignored outcome
   */
  public static Outcome ignored() {
    return IGNORED;
  }

  /**
   * Judges an HTTP status: 429 and 503 are rejections, 502 and 504 {@linkplain #gatewayFailure()
   * gateway failures}, other 5xx failures, 408 a timeout, and everything else, 4xx included, a
   * success of the endpoint.
   *
   * @param status a status code, 100 to 599
   * @return the outcome
   * @throws IllegalArgumentException if the code is none
   */
  public static Outcome ofHttpStatus(int status) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("HTTP status is " + status + "; it must be 100 to 599");
    }
    if (status == 429 || status == 503) {
      return REJECTED;
    }
    if (status == 408) {
      return TIMEOUT;
    }
    if (status == 502 || status == 504) {
      return GATEWAY_FAILURE;
    }
    return status >= 500 ? FAILURE : SUCCESS;
  }

  /**
   * Judges an exception, looking through wrappers such as {@code CompletionException}:
   *
   * <ul>
   *   <li>connection refused, no route, unknown host, connect timed out, TLS handshake failed:
   *       {@linkplain #connectFailure() connect failure};
   *   <li>read timed out and other time-outs: {@linkplain #timeout() timeout};
   *   <li>cancelled or interrupted, an {@link Error}, or a programming error of the caller such as
   *       {@link NullPointerException}: {@linkplain #ignored() ignored};
   *   <li>connection reset, closed or ended too early, TLS failed after its handshake: {@linkplain
   *       #brokenConnection() broken connection};
   *   <li>everything else: {@linkplain #failure() failure}.
   * </ul>
   *
   * @param exception what the attempt threw
   * @return the outcome
   */
  public static Outcome ofException(Throwable exception) {
    return ExceptionJudge.judge(exception);
  }

  /**
   * Adds the size of the exchange.
   *
   * @param bytes request and response together, not negative
   * @return a copy with this size
   * @throws IllegalArgumentException if the size is negative
   */
  public Outcome withBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is " + bytes + "; it must not be negative");
    }
    return new Outcome(kind, origin, bytes, loadReport, retryAfter, serverState);
  }

  /**
   * Adds what the server said about its load.
   *
   * @param loadReport the server's report
   * @return a copy with this report
   */
  public Outcome withLoadReport(LoadReport loadReport) {
    Objects.requireNonNull(loadReport, "loadReport");
    return new Outcome(kind, origin, bytes, loadReport, retryAfter, serverState);
  }

  /**
   * Adds how long the server asks to be left alone, as HTTP's {@code Retry-After} does. The
   * endpoint rests for that time, while others serve; more than {@link #MAX_RETRY_AFTER} counts as
   * that, and zero as nothing said.
   *
   * @param retryAfter from now on; not negative
   * @return a copy with this time
   * @throws IllegalArgumentException if the time is negative
   * @throws IllegalStateException if this is no rejection: what has served is not at rest
   */
  public Outcome withRetryAfter(Duration retryAfter) {
    if (retryAfter.isNegative()) {
      throw new IllegalArgumentException(
          "retryAfter is " + retryAfter + "; it must not be negative");
    }
    if (kind != Kind.REJECTED) {
      throw new IllegalStateException(
          "the outcome is " + kind + "; only a rejection says when to retry");
    }
    return new Outcome(kind, origin, bytes, loadReport, retryAfter, serverState);
  }

  /**
   * Adds what the server said of itself. {@link ServerState#DEGRADED} holds until a later success
   * without it, {@link ServerState#DRAINING} does not; both end with {@link ServerState#READY}, or
   * 30 s after they were last said, so that an endpoint that gets no traffic is asked again.
   *
   * @param serverState the server's word
   * @return a copy with this state
   */
  public Outcome withServerState(ServerState serverState) {
    Objects.requireNonNull(serverState, "serverState");
    return new Outcome(kind, origin, bytes, loadReport, retryAfter, serverState);
  }

  /**
   * Returns the kind.
   *
   * @return what health and load metrics go by
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns where this was seen. It matters for failures and time-outs; what is {@link
   * Kind#IGNORED} is the caller's own, and so {@link Origin#LOCAL}.
   *
   * @return what health tells runs of failures apart by
   */
  public Origin origin() {
    return origin;
  }

  /**
   * Tells whether the endpoint did its work.
   *
   * @return true for {@link Kind#SUCCESS} only
   */
  public boolean isSuccess() {
    return kind == Kind.SUCCESS;
  }

  /**
   * Tells whether this is evidence against the endpoint.
   *
   * @return false for successes and ignored outcomes
   */
  public boolean isFailure() {
    return kind != Kind.SUCCESS && kind != Kind.IGNORED;
  }

  /**
   * Returns the size of the exchange.
   *
   * @return bytes of request and response, 0 if not told
   */
  public long bytes() {
    return bytes;
  }

  /**
   * Returns what the server said about its load.
   *
   * @return the report, or null if it sent none
   */
  public @Nullable LoadReport loadReport() {
    return loadReport;
  }

  /**
   * Returns how long the server asks to be left alone.
   *
   * @return the time as it was said, or null if the server said none
   */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Returns what the server said of itself.
   *
   * @return its word, or null if it said nothing
   */
  public @Nullable ServerState serverState() {
    return serverState;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Outcome that
            && kind == that.kind
            && origin == that.origin
            && bytes == that.bytes
            && Objects.equals(loadReport, that.loadReport)
            && Objects.equals(retryAfter, that.retryAfter)
            && serverState == that.serverState);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, origin, bytes, loadReport, retryAfter, serverState);
  }

  @Override
  public String toString() {
    return kind
        + (kind == Kind.FAILURE && origin != Origin.RESPONSE ? " " + origin : "")
        + (bytes == 0 ? "" : " " + bytes + " bytes")
        + (loadReport == null ? "" : " " + loadReport)
        + (retryAfter == null ? "" : ", retry after " + Durations.text(retryAfter))
        + (serverState == null ? "" : ", server is " + serverState);
  }
}

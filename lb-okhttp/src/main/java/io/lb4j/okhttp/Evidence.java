package io.lb4j.okhttp;

import io.lb4j.request.Outcome;
import io.lb4j.retry.RetryClass;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What OkHttp's events prove about one attempt, and what follows from it for the endpoint and for
 * the request.
 *
 * <p>An exception says little: a failed connect, a broken connection, a request body that threw and
 * an interceptor that gave up all look alike. Events tell them apart: without {@code
 * requestHeadersStart} nothing was sent; without {@code connectFailed}, {@code requestFailed} or
 * {@code responseFailed} the network is not to blame.
 *
 * <p>Events come from the thread that runs the call, from those that connect, and from the one that
 * reads the body; every field is therefore volatile.
 */
final class Evidence {

  /** What an attempt says about its endpoint, and about making the request again. */
  record Finding(Outcome outcome, RetryClass retryClass) {

    static final Finding NONE = new Finding(Outcome.ignored(), RetryClass.NEVER);
  }

  private static final int UNAUTHORIZED = 401;
  private static final int PROXY_AUTHENTICATION = 407;

  private volatile boolean connectFailed;
  private volatile boolean evicted;
  private volatile boolean sent;
  private volatile boolean bodySent;
  private volatile boolean networkFailed;
  private volatile boolean processedBefore;
  private volatile int status;
  private volatile @Nullable Outcome answer;

  void connectFailed() {
    connectFailed = true;
  }

  /** The connection had been closed by us before anything was written to it. */
  void evicted(boolean evicted) {
    this.evicted = evicted;
  }

  /** Another request of the attempt follows the answer: a redirect's, or one for a challenge. */
  void followed() {
    noteProcessed();
    sent = false;
    connectFailed = false;
    status = 0;
  }

  /** A request begins, maybe not the attempt's first. */
  void sent() {
    noteProcessed();
    sent = true;
    networkFailed = false;
    status = 0;
    answer = null;
  }

  /** Redirects may come after the work, as 303 does; challenges come before. */
  private void noteProcessed() {
    if (status != 0 && status != UNAUTHORIZED && status != PROXY_AUTHENTICATION) {
      processedBefore = true;
    }
  }

  void bodySent() {
    bodySent = true;
  }

  void networkFailed() {
    networkFailed = true;
  }

  void answered(int status, @Nullable Outcome answer) {
    this.status = status;
    this.answer = answer;
  }

  /** What the endpoint answered, or null as long as it has not. */
  @Nullable Outcome answer() {
    return answer;
  }

  /** What follows from a response as the caller gets it. */
  Finding ofResponse(Request request, Response response, boolean repeatable) {
    Outcome answer = this.answer;
    if (answer == null) {
      // From the cache, or made up by an interceptor: the endpoint had no part in it.
      return Finding.NONE;
    }
    return response.code() == status
        ? finding(answer, AttemptRules.afterStatus(status, request, bodySent), repeatable)
        : new Finding(answer, RetryClass.NEVER);
  }

  /** What follows from an exception. */
  Finding ofFailure(IOException e, boolean repeatable) {
    Finding finding = ofFailure(e);
    return finding(finding.outcome(), finding.retryClass(), repeatable);
  }

  /** What the attempt's last request proves is worth as much as those before it allow. */
  private Finding finding(Outcome outcome, RetryClass retryClass, boolean repeatable) {
    if (retryClass == RetryClass.NEVER || (bodySent && !repeatable)) {
      return new Finding(outcome, RetryClass.NEVER);
    }
    return new Finding(outcome, processedBefore ? RetryClass.SENT : retryClass);
  }

  private Finding ofFailure(IOException e) {
    if (AttemptRules.isInterruption(e)) {
      return Finding.NONE;
    }
    if (evicted && !connectFailed && status == 0) {
      return new Finding(Outcome.ignored(), RetryClass.UNSENT);
    }
    if (!sent && (connectFailed || e instanceof UnknownHostException)) {
      return new Finding(Outcome.connectFailure(), RetryClass.UNSENT);
    }
    if (sent && networkFailed) {
      return new Finding(
          ofBreak(e), AttemptRules.isUnprocessed(e) ? RetryClass.UNPROCESSED : RetryClass.SENT);
    }
    // If the endpoint has answered, what failed came after it, in an interceptor for instance. If
    // not, it was the caller's too: a request body that threw.
    Outcome answer = this.answer;
    return answer == null ? Finding.NONE : new Finding(answer, RetryClass.NEVER);
  }

  /** What follows when the attempt was cut short because its time was over. */
  Finding ofTimeout(boolean repeatable) {
    return finding(Outcome.timeout(), sent ? RetryClass.SENT : RetryClass.UNSENT, repeatable);
  }

  /** How a broken connection is judged, before or after the headers. */
  static Outcome ofBreak(IOException e) {
    if (AttemptRules.isRefusal(e)) {
      return Outcome.rejected();
    }
    return e instanceof SocketTimeoutException ? Outcome.timeout() : Outcome.brokenConnection();
  }
}

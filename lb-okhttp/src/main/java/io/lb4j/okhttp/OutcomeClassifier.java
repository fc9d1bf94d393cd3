package io.lb4j.okhttp;

import io.lb4j.request.Outcome;
import java.io.IOException;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Says what an answer or a failure means for the endpoint, where the default does not fit: a
 * service that answers errors with 200, say, or one whose 404 from a stale replica is a failure.
 *
 * <p>Users implement it, and override what differs. Called once per answer, those to be redirected
 * or challenged included, and once for an attempt that fails, in the thread that runs the call;
 * must be thread-safe and not block. If it throws or returns null the default holds, and the first
 * time is logged.
 *
 * <p>Whether a request may be made again goes by the evidence and not by this: an idempotent one
 * may, others only with proof that they were not processed. But what this calls a success is not
 * made again, unless the {@code RetryPolicy} wants so.
 */
public interface OutcomeClassifier {

  /** The default. */
  OutcomeClassifier DEFAULT = new OutcomeClassifier() {};

  /**
   * Judges an answer by its head.
   *
   * @param response as it came from the network; its body must not be read
   * @param byDefault 429 and 503 rejections, 408 a time-out, other 5xx failures, all else a
   *     success; with load report, {@code Retry-After} and state, if the endpoint sent them
   * @return what the answer is to be taken for
   */
  default Outcome ofResponse(Response response, Outcome byDefault) {
    return byDefault;
  }

  /**
   * Judges an attempt without an answer.
   *
   * @param request as the caller made it
   * @param failure what the attempt threw
   * @param byDefault what OkHttp's events prove: nobody is blamed for cancelled calls and for
   *     request bodies and interceptors that throw
   * @return what the failure is to be taken for
   */
  default Outcome ofFailure(Request request, IOException failure, Outcome byDefault) {
    return byDefault;
  }
}

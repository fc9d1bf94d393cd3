package io.lb4j.health;

import io.lb4j.stats.OutcomeCounts;

/**
 * Which failures a judge looks at. A failure that the endpoint answered with and one that happened
 * on the way to it have different causes, and a few of one kind drown among many good ones of the
 * other.
 *
 * <p>Rejections are no failures: overload is not death, and ejecting who is overloaded moves the
 * load to the next. Of a gateway's answers, 503 is such a rejection; 502 and 504 are failures, told
 * apart by {@link #GATEWAY}.
 */
public enum FailureOrigin {
  /** All failures, among all requests but the rejected ones. */
  ANY,
  /**
   * Answers that say the endpoint failed, a gateway's included, among the answers; who did not
   * answer does not count.
   */
  RESPONSE,
  /** A gateway's answers that what is behind it failed, HTTP 502 and 504, among the answers. */
  GATEWAY,
  /**
   * Connect failures, time-outs and broken connections, among all requests; any answer shows that
   * the endpoint can be reached, a failure or rejection too.
   */
  LOCAL;

  /**
   * Returns how many requests failed.
   *
   * @param counts what ended in some time
   * @return the failures of this origin
   */
  public long failures(OutcomeCounts counts) {
    long answers = counts.failures() - counts.brokenConnections();
    long local = counts.timeouts() + counts.connectFailures() + counts.brokenConnections();
    return switch (this) {
      case ANY -> answers + local;
      case RESPONSE -> answers;
      case GATEWAY -> counts.gatewayFailures();
      case LOCAL -> local;
    };
  }

  /**
   * Returns of how many requests these are the failures.
   *
   * @param counts what ended in some time
   * @return those that could have failed, and say whether they did
   */
  public long requests(OutcomeCounts counts) {
    long answers = counts.successes() + counts.failures() - counts.brokenConnections();
    long local = counts.timeouts() + counts.connectFailures() + counts.brokenConnections();
    return switch (this) {
      case ANY -> answers + local;
      case RESPONSE, GATEWAY -> answers;
      case LOCAL -> answers + counts.rejections() + local;
    };
  }

  /** Names the failures in a verdict's reason. */
  String failureNoun() {
    return switch (this) {
      case ANY -> "failures";
      case RESPONSE -> "response failures";
      case GATEWAY -> "gateway failures";
      case LOCAL -> "failures without an answer";
    };
  }
}

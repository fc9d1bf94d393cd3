package io.lb4j.health;

import io.lb4j.endpoint.Names;

/**
 * What a check found.
 *
 * @param kind how the endpoint is
 * @param reason why, in words, escaped; empty if it passed
 */
public record CheckResult(Kind kind, String reason) {

  /** How an endpoint is, the best first. */
  public enum Kind {
    /** It can serve. */
    PASSED,
    /** It can serve, but not well. */
    DEGRADED,
    /** It is alive, but cannot serve now. */
    NOT_READY,
    /** It is down. */
    FAILED
  }

  private static final CheckResult PASSED = new CheckResult(Kind.PASSED, "");

  /**
   * Escapes the reason, which may come from outside.
   *
   * @param kind {@link #kind()}
   * @param reason {@link #reason()}
   */
  public CheckResult {
    reason = Names.escape(reason);
  }

  /**
   * The endpoint can serve.
   *
   * @return the shared result
   */
  public static CheckResult passed() {
    return PASSED;
  }

  /**
   * The endpoint can serve, but not well: it should get traffic only while others are too few.
   *
   * @param reason why, in words
   * @return a result
   */
  public static CheckResult degraded(String reason) {
    return new CheckResult(Kind.DEGRADED, reason);
  }

  /**
   * The endpoint is alive, but cannot serve now: it should get no traffic, but rather than one that
   * is down when too few are left.
   *
   * @param reason why, in words
   * @return a result
   */
  public static CheckResult notReady(String reason) {
    return new CheckResult(Kind.NOT_READY, reason);
  }

  /**
   * The endpoint is down.
   *
   * @param reason why, in words
   * @return a result
   */
  public static CheckResult failed(String reason) {
    return new CheckResult(Kind.FAILED, reason);
  }
}

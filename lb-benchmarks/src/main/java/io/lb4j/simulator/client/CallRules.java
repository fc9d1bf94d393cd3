package io.lb4j.simulator.client;

import io.lb4j.simulator.server.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * How every client makes a call.
 *
 * @param timeoutNanos how long an attempt may take; {@link #NEVER} for no limit
 * @param cancels whether a server hears that its client has given up, and stops working
 * @param maxAttempts attempts per call, the first included; at least 1
 * @param backoffNanos what the wait before the first retry is at most; doubled for each further one
 * @param maxBackoffNanos what the wait grows to at most
 * @param network how long a message travels one way, in nanoseconds; null for no time at all
 * @param successWithinNanos a call that takes longer is no success, whatever came of it
 * @param loadReports whether answers carry the server's load report
 */
public record CallRules(
    long timeoutNanos,
    boolean cancels,
    int maxAttempts,
    long backoffNanos,
    long maxBackoffNanos,
    @Nullable Distribution network,
    long successWithinNanos,
    boolean loadReports) {

  /** No limit: about three centuries. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * Checks the values.
   *
   * @param timeoutNanos {@link #timeoutNanos()}
   * @param cancels {@link #cancels()}
   * @param maxAttempts {@link #maxAttempts()}
   * @param backoffNanos {@link #backoffNanos()}
   * @param maxBackoffNanos {@link #maxBackoffNanos()}
   * @param network {@link #network()}
   * @param successWithinNanos {@link #successWithinNanos()}
   * @param loadReports {@link #loadReports()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public CallRules {
    if (timeoutNanos <= 0 || successWithinNanos <= 0) {
      throw new IllegalArgumentException("time-outs must be positive");
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts is " + maxAttempts + "; it must be positive");
    }
    if (backoffNanos < 0 || maxBackoffNanos < backoffNanos) {
      throw new IllegalArgumentException(
          "back-off must be 0 or more, and the largest not below the first");
    }
  }

  /**
   * Returns one attempt per call, without limit, over a network that takes no time.
   *
   * @return the plainest rules
   */
  public static CallRules plain() {
    return new CallRules(NEVER, true, 1, 0, 0, null, NEVER, false);
  }
}

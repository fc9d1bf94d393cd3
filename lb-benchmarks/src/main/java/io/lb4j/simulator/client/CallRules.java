package io.lb4j.simulator.client;

import io.lb4j.retry.AttemptPolicy;
import io.lb4j.simulator.server.Distribution;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How every client makes a call. Requests are idempotent.
 *
 * @param attempts how often each part is attempted, for how long, and whether it is hedged
 * @param fanOut parts of a call, which are asked for at once; at least 1
 * @param cancels whether a server hears that its client has given up, and stops working
 * @param network how long a message travels one way, in nanoseconds; null for no time at all
 * @param between how much longer it travels to another zone, in nanoseconds; null for no longer
 * @param successWithinNanos a call that takes longer is no success, whatever came of it
 * @param loadReports whether answers carry the server's load report
 */
public record CallRules(
    AttemptPolicy attempts,
    int fanOut,
    boolean cancels,
    @Nullable Distribution network,
    @Nullable Distribution between,
    long successWithinNanos,
    boolean loadReports) {

  /** No limit: about three centuries. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * Checks the values.
   *
   * @param attempts {@link #attempts()}
   * @param fanOut {@link #fanOut()}
   * @param cancels {@link #cancels()}
   * @param network {@link #network()}
   * @param between {@link #between()}
   * @param successWithinNanos {@link #successWithinNanos()}
   * @param loadReports {@link #loadReports()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public CallRules {
    if (fanOut < 1) {
      throw new IllegalArgumentException("fan_out is " + fanOut + "; it must be at least 1");
    }
    if (successWithinNanos <= 0) {
      throw new IllegalArgumentException("success_within must be longer than 0s");
    }
  }

  /**
   * Returns one attempt per call, without limit, over a network that takes no time.
   *
   * @return the plainest rules
   */
  public static CallRules plain() {
    return new CallRules(AttemptPolicy.once(), 1, true, null, null, NEVER, false);
  }

  /**
   * Returns what remains when no call is hedged.
   *
   * @return these rules, or a changed copy
   */
  public CallRules withoutHedging() {
    if (attempts.hedging() == null) {
      return this;
    }
    AttemptPolicy plain = AttemptPolicy.defaults().withRetries(attempts.retries());
    if (attempts.deadline() != null) {
      plain = plain.withDeadline(attempts.deadline());
    }
    if (attempts.attemptLimit() != null) {
      plain = plain.withAttemptLimit(attempts.attemptLimit());
    }
    return new CallRules(plain, fanOut, cancels, network, between, successWithinNanos, loadReports);
  }

  long timeoutNanos() {
    return nanosOf(attempts.attemptLimit());
  }

  long deadlineNanos() {
    return nanosOf(attempts.deadline());
  }

  private static long nanosOf(@Nullable Duration limit) {
    return limit == null ? NEVER : limit.toNanos();
  }
}

package io.lb4j.stats;

/**
 * How the leases of one endpoint ended, counted since the endpoint was first seen. Every closed
 * lease is in exactly one of these, save those that were closed without a report less than one
 * control tick ago; a lease that is still open is in one only if it was already judged
 * unsuccessful.
 *
 * <p>The numbers are read one after the other while traffic goes on, so they may differ by the
 * calls of that moment.
 *
 * @param successes leases that ended well; a success counts when its lease closes
 * @param failures responses that say the endpoint failed, and connections that broke
 * @param timeouts no answer in time
 * @param connectFailures no connection, so nothing was sent
 * @param rejections refused by an overloaded endpoint
 * @param ignored said nothing about the endpoint: cancelled, or the caller's own fault
 * @param unreported closed without a report
 * @param gatewayFailures how many of the failures were a gateway's answers for what is behind it
 * @param brokenConnections how many of the failures were connections that broke
 */
public record OutcomeCounts(
    long successes,
    long failures,
    long timeouts,
    long connectFailures,
    long rejections,
    long ignored,
    long unreported,
    long gatewayFailures,
    long brokenConnections) {

  /** Nothing counted yet. */
  public static final OutcomeCounts NONE = new OutcomeCounts(0, 0, 0, 0, 0, 0, 0);

  /**
   * Counts in which all failures are the endpoints' own answers.
   *
   * @param successes {@link #successes()}
   * @param failures {@link #failures()}
   * @param timeouts {@link #timeouts()}
   * @param connectFailures {@link #connectFailures()}
   * @param rejections {@link #rejections()}
   * @param ignored {@link #ignored()}
   * @param unreported {@link #unreported()}
   */
  public OutcomeCounts(
      long successes,
      long failures,
      long timeouts,
      long connectFailures,
      long rejections,
      long ignored,
      long unreported) {
    this(successes, failures, timeouts, connectFailures, rejections, ignored, unreported, 0, 0);
  }

  /**
   * Returns how many leases were judged or given up.
   *
   * @return the sum of all counts, those that are part of another left out
   */
  public long total() {
    return successes + failures + timeouts + connectFailures + rejections + ignored + unreported;
  }

  /**
   * Adds what another endpoint has counted.
   *
   * @param other its counts
   * @return the sums
   */
  public OutcomeCounts plus(OutcomeCounts other) {
    return new OutcomeCounts(
        successes + other.successes,
        failures + other.failures,
        timeouts + other.timeouts,
        connectFailures + other.connectFailures,
        rejections + other.rejections,
        ignored + other.ignored,
        unreported + other.unreported,
        gatewayFailures + other.gatewayFailures,
        brokenConnections + other.brokenConnections);
  }

  /**
   * Returns what was counted since an earlier reading of the same counts.
   *
   * @param earlier the earlier reading
   * @return the differences
   */
  public OutcomeCounts since(OutcomeCounts earlier) {
    return new OutcomeCounts(
        successes - earlier.successes,
        failures - earlier.failures,
        timeouts - earlier.timeouts,
        connectFailures - earlier.connectFailures,
        rejections - earlier.rejections,
        ignored - earlier.ignored,
        unreported - earlier.unreported,
        gatewayFailures - earlier.gatewayFailures,
        brokenConnections - earlier.brokenConnections);
  }
}

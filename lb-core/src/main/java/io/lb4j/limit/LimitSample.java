package io.lb4j.limit;

/**
 * What was observed of one endpoint in one window of time: at least a second, and as much longer as
 * it takes for ten outcomes that say something.
 *
 * <p>Successes have a latency. Time-outs and rejections are <em>drops</em>: they show overload, and
 * their own time does not matter, since a rejection is quick and a time-out is the caller's choice.
 * Other failures, and what was ignored, are not in the sample: they say nothing about load.
 *
 * @param latencyNanos mean latency of the successes, from selection to first report, in
 *     nanoseconds; 0 without successes
 * @param successes how many successes there were
 * @param drops how many time-outs and rejections there were
 * @param peakInFlight the most requests in flight at once that an outcome found, itself included
 */
public record LimitSample(long latencyNanos, long successes, long drops, int peakInFlight) {

  /**
   * Checks the values.
   *
   * @param latencyNanos {@link #latencyNanos()}
   * @param successes {@link #successes()}
   * @param drops {@link #drops()}
   * @param peakInFlight {@link #peakInFlight()}
   * @throws IllegalArgumentException if one is negative; the message names it
   */
  public LimitSample {
    requireNotNegative("latencyNanos", latencyNanos);
    requireNotNegative("successes", successes);
    requireNotNegative("drops", drops);
    requireNotNegative("peakInFlight", peakInFlight);
  }

  private static void requireNotNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " is " + value + "; it must not be negative");
    }
  }

  /**
   * Returns how large a part of the outcomes were drops.
   *
   * @return 0 to 1; 0 if the sample is empty
   */
  public double dropShare() {
    return drops == 0 ? 0 : drops / ((double) successes + drops);
  }

  /**
   * Tells whether a limit was made use of. If it was not, latencies say nothing about whether a
   * higher one would do.
   *
   * @param limit the limit that held
   * @return true if at least half of it was in flight
   */
  public boolean uses(double limit) {
    return 2.0 * peakInFlight >= limit;
  }
}

package io.lb4j.health;

import java.util.List;

/**
 * Finds the endpoints that do worse than they may, from what all of them did in one interval of
 * {@link EjectionPolicy#interval()}. A pure function: it keeps nothing between intervals and reads
 * no clock. Users may write their own; ours are {@link SuccessRateOutlier}, {@link
 * FailurePercentage}, {@link LatencyOutlier} and {@link MaxFails}.
 *
 * <p>A verdict is statistical evidence: of those found, as many are ejected as {@link
 * EjectionPolicy#maxEjectedShare()} allows, in the order in which the judge names them.
 *
 * <p>Called once per interval, by one thread at a time, away from the paths of requests and timers;
 * a judge that blocks holds up the health of its balancer and nothing else. What one throws is
 * logged once, and the interval passes without its verdict.
 *
 * <p>Not for reacting fast: a verdict comes up to an interval late. An endpoint that is dead shows
 * by its failures in a row within moments.
 */
@FunctionalInterface
public interface OutlierJudge {

  /**
   * Judges all endpoints by one interval.
   *
   * @param windows one for each endpoint that serves, in the order of the set, idle ones included;
   *     ejected, draining and disabled endpoints are missing; unmodifiable
   * @return the outliers, the worst first; empty if there is none
   */
  List<Outlier> judge(List<EndpointWindow> windows);

  /**
   * Tells whether this judge looks at {@link EndpointWindow#meanLatencyNanos()}. Latencies are only
   * measured if some judge does, for one atomic addition per success, and two readings of the clock
   * unless the policy takes them anyway. Asked once, when the balancer is built.
   *
   * @return false, unless overridden
   */
  default boolean needsLatency() {
    return false;
  }
}

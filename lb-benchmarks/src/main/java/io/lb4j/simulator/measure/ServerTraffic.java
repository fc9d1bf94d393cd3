package io.lb4j.simulator.measure;

import java.util.List;
import java.util.OptionalLong;

/**
 * One server's part of the traffic over time, held against what is usual for it: its share of all
 * requests in the ten intervals before anything happened to it, or an even share if none was seen.
 */
final class ServerTraffic {

  private static final double AVOIDED = 0.5;
  private static final int USUAL_INTERVALS = 10;

  private final int server;
  private final List<Interval> intervals;
  private final List<Counts> attempts;
  private final double usualShare;

  ServerTraffic(
      int server, List<Interval> intervals, List<Counts> attempts, long untroubledUntilNanos) {
    this.server = server;
    this.intervals = intervals;
    this.attempts = attempts;
    this.usualShare = shareBefore(untroubledUntilNanos);
  }

  private double shareBefore(long nanos) {
    long own = 0;
    long all = 0;
    int seen = 0;
    for (int i = intervals.size() - 1; i >= 0 && seen < USUAL_INTERVALS; i--) {
      if (intervals.get(i).endNanos() <= nanos) {
        own += attempts.get(i).get(server);
        all += attempts.get(i).sum();
        seen++;
      }
    }
    return own / (double) all;
  }

  /** Tells whether a whole interval with traffic lies within a stretch of time. */
  boolean isSeen(long fromNanos, long untilNanos) {
    for (int i = 0; i < intervals.size(); i++) {
      if (isWithin(i, fromNanos, untilNanos)) {
        return true;
      }
    }
    return false;
  }

  /** The end of the first interval within a stretch in which traffic avoids the server, or not. */
  OptionalLong firstEnd(boolean avoided, long fromNanos, long untilNanos) {
    for (int i = 0; i < intervals.size(); i++) {
      if (isWithin(i, fromNanos, untilNanos) && isAvoided(attempts.get(i)) == avoided) {
        return OptionalLong.of(intervals.get(i).endNanos());
      }
    }
    return OptionalLong.empty();
  }

  private boolean isWithin(int interval, long fromNanos, long untilNanos) {
    long start = interval == 0 ? 0 : intervals.get(interval - 1).endNanos();
    return start >= fromNanos
        && intervals.get(interval).endNanos() <= untilNanos
        && attempts.get(interval).sum() > 0;
  }

  /** A share of 0 before says nothing, as of a server that had only just come. */
  private boolean isAvoided(Counts counts) {
    double share = usualShare > 0 ? usualShare : 1.0 / busyServers(counts);
    return counts.get(server) < AVOIDED * share * counts.sum();
  }

  private static int busyServers(Counts counts) {
    int busy = 0;
    for (int i = 0; i < counts.size(); i++) {
      busy += counts.get(i) > 0 ? 1 : 0;
    }
    return busy;
  }
}

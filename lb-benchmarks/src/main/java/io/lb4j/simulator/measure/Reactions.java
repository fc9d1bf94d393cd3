package io.lb4j.simulator.measure;

import io.lb4j.simulator.fleet.Episode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How soon traffic avoided the servers that suffered from incidents, and how soon it came back.
 * Avoided means less than half of a server's fair share; both are seen at the ends of intervals, so
 * they are exact to an interval.
 *
 * @param episodes one per server and incident, without those that no whole interval saw
 * @param detected after how many of their beginnings traffic avoided the server before the end
 * @param medianToDetectNanos until then, of those
 * @param ended how many episodes were over soon enough for a whole interval to follow
 * @param recovered after how many of their ends the server had half of its share again
 * @param medianToRecoverNanos until then, of those
 */
public record Reactions(
    int episodes,
    int detected,
    long medianToDetectNanos,
    int ended,
    int recovered,
    long medianToRecoverNanos) {

  private static final double AVOIDED = 0.5;

  static Reactions of(List<Episode> episodes, List<Interval> intervals, List<Counts> attempts) {
    List<Long> toDetect = new ArrayList<>();
    List<Long> toRecover = new ArrayList<>();
    int seen = 0;
    int ended = 0;
    for (Episode episode : episodes) {
      boolean detected = false;
      boolean recovered = false;
      boolean during = false;
      boolean after = false;
      for (int i = 0; i < attempts.size(); i++) {
        long start = i == 0 ? 0 : intervals.get(i - 1).endNanos();
        long end = intervals.get(i).endNanos();
        if (attempts.get(i).sum() == 0) {
          continue;
        }
        boolean avoided = isAvoided(attempts.get(i), episode.server());
        if (start >= episode.fromNanos() && end <= episode.untilNanos()) {
          during = true;
          if (!detected && avoided) {
            detected = true;
            toDetect.add(end - episode.fromNanos());
          }
        } else if (start >= episode.untilNanos()) {
          after = true;
          if (!recovered && !avoided) {
            recovered = true;
            toRecover.add(end - episode.untilNanos());
          }
        }
      }
      seen += during ? 1 : 0;
      ended += after ? 1 : 0;
    }
    return new Reactions(
        seen, toDetect.size(), median(toDetect), ended, toRecover.size(), median(toRecover));
  }

  private static boolean isAvoided(Counts attempts, int server) {
    int busy = 0;
    for (int i = 0; i < attempts.size(); i++) {
      busy += attempts.get(i) > 0 ? 1 : 0;
    }
    return attempts.get(server) < AVOIDED * attempts.sum() / busy;
  }

  private static long median(List<Long> values) {
    Collections.sort(values);
    return values.isEmpty() ? 0 : values.get(values.size() / 2);
  }
}

package io.lb4j.simulator.measure;

import io.lb4j.simulator.fleet.Episode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How soon traffic avoided the servers that suffered from incidents, and how soon it came back.
 * Avoided means less than half of the share of all requests that the server had before the first of
 * them. Both are seen at the ends of intervals, so they are exact to an interval.
 *
 * @param episodes one per server and incident, without those that no whole interval saw; what
 *     overlaps on one server is one
 * @param detected after how many of their beginnings traffic avoided the server before the end
 * @param medianToDetectNanos until then, of those
 * @param ended how many episodes were over soon enough for a whole interval to follow, before the
 *     server's next
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

  static Reactions of(List<Episode> episodes, List<Interval> intervals, List<Counts> attempts) {
    List<Long> toDetect = new ArrayList<>();
    List<Long> toRecover = new ArrayList<>();
    int seen = 0;
    int ended = 0;
    for (List<Episode> ofServer : withoutOverlaps(episodes).values()) {
      Episode first = ofServer.get(0);
      ServerTraffic traffic =
          new ServerTraffic(first.server(), intervals, attempts, first.fromNanos());
      for (int i = 0; i < ofServer.size(); i++) {
        long from = ofServer.get(i).fromNanos();
        long until = ofServer.get(i).untilNanos();
        long next = i + 1 < ofServer.size() ? ofServer.get(i + 1).fromNanos() : Long.MAX_VALUE;
        seen += traffic.isSeen(from, until) ? 1 : 0;
        ended += traffic.isSeen(until, next) ? 1 : 0;
        traffic.firstEnd(true, from, until).ifPresent(end -> toDetect.add(end - from));
        traffic.firstEnd(false, until, next).ifPresent(end -> toRecover.add(end - until));
      }
    }
    return new Reactions(
        seen, toDetect.size(), median(toDetect), ended, toRecover.size(), median(toRecover));
  }

  /** By server, in the order of the beginnings. */
  private static Map<Integer, List<Episode>> withoutOverlaps(List<Episode> episodes) {
    Map<Integer, List<Episode>> byServer = new TreeMap<>();
    for (Episode episode : episodes) {
      List<Episode> earlier =
          byServer.computeIfAbsent(episode.server(), unused -> new ArrayList<>());
      Episode last = earlier.isEmpty() ? null : earlier.get(earlier.size() - 1);
      if (last == null || last.untilNanos() < episode.fromNanos()) {
        earlier.add(episode);
      } else {
        long until = Math.max(last.untilNanos(), episode.untilNanos());
        earlier.set(earlier.size() - 1, new Episode(last.server(), last.fromNanos(), until));
      }
    }
    return byServer;
  }

  private static long median(List<Long> values) {
    Collections.sort(values);
    return values.isEmpty() ? 0 : values.get(values.size() / 2);
  }
}

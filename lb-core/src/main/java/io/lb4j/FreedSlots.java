package io.lb4j;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast slots come free on an endpoint that is at its limit. Leases that have ended are counted
 * anyway, so it is enough to look at the count when a selection has failed, and to remember what it
 * was at an earlier failure.
 *
 * <p>Benign race: of two threads that remember at once, either reading will do.
 */
final class FreedSlots {

  /** In less time too few leases end to say how many there are per second. */
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long RENEWED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What was longer ago says nothing about a saturation that is new. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Reading(long nanos, long ended) {}

  private record Readings(Reading before, Reading last) {}

  private volatile @Nullable Readings readings;

  /** Returns how many leases have ended per second lately; 0 if none, or if that is not known. */
  double perSecond(long nowNanos, long ended) {
    Readings seen = readings;
    long sinceLast = seen == null ? -1 : nowNanos - seen.last().nanos();
    if (seen == null || sinceLast < 0 || sinceLast > LONGEST_NANOS) {
      Reading first = new Reading(nowNanos, ended);
      readings = new Readings(first, first);
      return 0;
    }
    Reading reference = sinceLast >= SHORTEST_NANOS ? seen.last() : seen.before();
    if (sinceLast >= RENEWED_AFTER_NANOS) {
      readings = new Readings(seen.last(), new Reading(nowNanos, ended));
    }
    long elapsedNanos = nowNanos - reference.nanos();
    return elapsedNanos < SHORTEST_NANOS
        ? 0
        : (ended - reference.ended()) * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNanos;
  }
}

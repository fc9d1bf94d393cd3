package io.lb4j;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Who is due when. Looking costs a step per entry that is due, whatever the number of those that
 * are not.
 *
 * <p>Time here is what has passed between looks, a second at most from one to the next, and never
 * goes back: a machine that was suspended, or whose clock jumps, goes on where it was instead of
 * doing everything at once, or nothing for long. Not thread-safe.
 *
 * @param <K> who
 */
final class CheckSchedule<K> {

  private static final long MAX_STEP_NANOS = 1_000_000_000;

  private record Entry<K>(K who, long dueNanos, long sequence) {}

  private final PriorityQueue<Entry<K>> entries =
      new PriorityQueue<>(
          Comparator.<Entry<K>>comparingLong(Entry::dueNanos).thenComparingLong(Entry::sequence));
  private long lastLookNanos;
  private long elapsedNanos;
  private long nextSequence;

  CheckSchedule(long nowNanos) {
    this.lastLookNanos = nowNanos;
  }

  /** Lets time pass; returns how much has in all. */
  long advance(long nowNanos) {
    elapsedNanos += Math.max(0, Math.min(MAX_STEP_NANOS, nowNanos - lastLookNanos));
    lastLookNanos = nowNanos;
    return elapsedNanos;
  }

  long elapsedNanos() {
    return elapsedNanos;
  }

  /** Adds an entry that is due when so much time has passed in all. */
  void add(K who, long dueNanos) {
    entries.add(new Entry<>(who, dueNanos, nextSequence++));
  }

  /** Takes out who has been due the longest; null if nobody is. */
  @Nullable K pollDue() {
    Entry<K> head = entries.peek();
    if (head == null || head.dueNanos() > elapsedNanos) {
      return null;
    }
    entries.remove();
    return head.who();
  }

  void clear() {
    entries.clear();
  }
}

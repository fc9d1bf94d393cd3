package io.lb4j.simulator.client;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * What is open and limited in time, in the order of the deadlines. Since all have the same limit,
 * that is the order of their beginnings: a list does, and the event queue holds one entry instead
 * of one per attempt. The event is the oldest deadline, or an earlier one that was met.
 */
final class Timeouts extends Event {

  /** A deadline of somebody who is used again and again. */
  static final class Entry {

    private final Runnable expiry;
    private boolean listed;
    private long deadlineNanos;
    private @Nullable Entry older;
    private @Nullable Entry newer;

    /**
     * Makes a deadline that is not running.
     *
     * @param expiry what happens when it is not met
     */
    Entry(Runnable expiry) {
      this.expiry = expiry;
    }
  }

  private final VirtualTime time;
  private final long limitNanos;
  private @Nullable Entry oldest;
  private @Nullable Entry newest;

  Timeouts(VirtualTime time, long limitNanos) {
    this.time = time;
    this.limitNanos = limitNanos;
  }

  void add(Entry entry) {
    if (limitNanos == CallRules.NEVER) {
      return;
    }
    entry.listed = true;
    entry.deadlineNanos = time.in(limitNanos);
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    if (!isScheduled()) {
      time.schedule(this, entry.deadlineNanos);
    }
  }

  /** Nothing happens if the deadline is not running. */
  void remove(Entry entry) {
    if (!entry.listed) {
      return;
    }
    Entry older = entry.older;
    Entry newer = entry.newer;
    if (older != null) {
      older.newer = newer;
    } else {
      oldest = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else {
      newest = older;
    }
    entry.older = null;
    entry.newer = null;
    entry.listed = false;
  }

  @Override
  protected void happen() {
    long now = time.nanoTime();
    for (Entry first = oldest; first != null && first.deadlineNanos <= now; first = oldest) {
      remove(first);
      first.expiry.run();
    }
    Entry next = oldest;
    if (next != null) {
      time.schedule(this, next.deadlineNanos);
    }
  }
}

package io.lb4j.simulator.client;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * The open attempts of all clients in the order of their deadlines. Since all have the same time
 * limit, that is the order of their beginnings: a list does, and the event queue holds one entry
 * instead of one per attempt. The event is the oldest deadline, or an earlier one that was met.
 */
final class Timeouts extends Event {

  private final VirtualTime time;
  private final long limitNanos;
  private @Nullable Attempt oldest;
  private @Nullable Attempt newest;

  Timeouts(VirtualTime time, long limitNanos) {
    this.time = time;
    this.limitNanos = limitNanos;
  }

  void add(Attempt attempt) {
    if (limitNanos == CallRules.NEVER) {
      return;
    }
    attempt.deadlineNanos = time.nanoTime() + limitNanos;
    attempt.older = newest;
    if (newest == null) {
      oldest = attempt;
    } else {
      newest.newer = attempt;
    }
    newest = attempt;
    if (!isScheduled()) {
      time.schedule(this, attempt.deadlineNanos);
    }
  }

  void remove(Attempt attempt) {
    Attempt older = attempt.older;
    Attempt newer = attempt.newer;
    if (older != null) {
      older.newer = newer;
    } else if (oldest == attempt) {
      oldest = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else if (newest == attempt) {
      newest = older;
    }
    attempt.older = null;
    attempt.newer = null;
  }

  @Override
  protected void happen() {
    long now = time.nanoTime();
    for (Attempt first = oldest; first != null && first.deadlineNanos <= now; first = oldest) {
      remove(first);
      first.timeOut();
    }
    Attempt next = oldest;
    if (next != null) {
      time.schedule(this, next.deadlineNanos);
    }
  }
}

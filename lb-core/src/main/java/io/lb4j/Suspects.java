package io.lb4j;

import io.lb4j.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints whose reports may have become evidence, on their way from those who report to the
 * control loop. Lock-free for those who report.
 */
final class Suspects<T> {

  private final Scheduler scheduler;
  private final Runnable reaction;
  private final ConcurrentLinkedQueue<EndpointState<T>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean reactionScheduled = new AtomicBoolean();
  // Held back from picks until the next table is out. Guarded by the control loop's lock.
  private final List<EndpointState<T>> letGoNext = new ArrayList<>();

  Suspects(Scheduler scheduler, Runnable reaction) {
    this.scheduler = scheduler;
    this.reaction = reaction;
  }

  /** Adds one, and has the control loop react soon. */
  void add(EndpointState<T> suspect) {
    if (!suspect.isQueued()) {
      suspect.setQueued(true);
      queue.add(suspect);
    }
    if (reactionScheduled.compareAndSet(false, true)) {
      try {
        scheduler.execute(this::react);
      } catch (RuntimeException e) {
        // The next tick weighs it.
        reactionScheduled.set(false);
        suspect.ledger().callbackFailed("the scheduler", e);
      }
    }
  }

  private void react() {
    reactionScheduled.set(false);
    reaction.run();
  }

  /** Takes the next one, which stays held back; null if there is none. */
  @Nullable EndpointState<T> poll() {
    EndpointState<T> suspect = queue.poll();
    if (suspect != null) {
      suspect.setQueued(false);
      letGoNext.add(suspect);
    }
    return suspect;
  }

  /** Lets picks go again to those that were weighed. */
  void letGo() {
    letGoNext.forEach(EndpointState::letGo);
    letGoNext.clear();
  }
}

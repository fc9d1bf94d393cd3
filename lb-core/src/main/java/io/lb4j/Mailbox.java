package io.lb4j;

import io.lb4j.time.Scheduler;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other, in order, on a thread that may block: where users' code is called
 * from. A task that blocks holds up its own mailbox only; beyond a bound further tasks are dropped.
 */
final class Mailbox {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
  private static final int CAPACITY = 10_000;

  private final String owner;
  private final Scheduler scheduler;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  // Raised by whoever starts a run, lowered by the run when it finds nothing left.
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicBoolean warnedOfError = new AtomicBoolean();
  private final AtomicBoolean warnedOfOverflow = new AtomicBoolean();

  Mailbox(String owner, Scheduler scheduler) {
    this.owner = owner;
    this.scheduler = scheduler;
  }

  void post(Runnable task) {
    if (size.get() >= CAPACITY) {
      if (warnedOfOverflow.compareAndSet(false, true)) {
        LOG.warn(
            "{} is {} events behind; further ones are dropped until it catches up",
            owner,
            CAPACITY);
      }
      return;
    }
    size.incrementAndGet();
    tasks.add(task);
    start();
  }

  private void start() {
    if (running.compareAndSet(false, true)) {
      try {
        scheduler.execute(this::run);
      } catch (RuntimeException e) {
        // What was posted waits for the next post.
        running.set(false);
        if (warnedOfError.compareAndSet(false, true)) {
          LOG.warn("{} could not be run by the scheduler", owner, e);
        }
      }
    }
  }

  private void run() {
    try {
      for (Runnable task; (task = tasks.poll()) != null; ) {
        size.decrementAndGet();
        runSafely(task);
      }
    } finally {
      running.set(false);
    }
    if (!tasks.isEmpty()) {
      start();
    }
  }

  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      if (warnedOfError.compareAndSet(false, true)) {
        LOG.warn("{} threw; further errors of it are not logged", owner, e);
      }
    }
  }
}

package io.lb4j.testkit;

import io.lb4j.time.Durations;
import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler that runs tasks in the thread of whoever advances it, in the order of their times,
 * and of their submission when the times are equal. The same steps give the same run.
 *
 * <p>Tasks may be submitted from any thread; {@link #advance} and {@link #runDue} are for one
 * thread at a time. An exception that a task throws is kept and thrown by {@link #advance} after
 * the other tasks have run, so a test cannot miss it.
 *
 * <p>A blocking call that waits, as {@code Invoker.call} does between attempts, waits until
 * somebody else advances this: give such calls a retry policy without back-off, or a thread of
 * their own.
 */
public final class ManualScheduler implements Scheduler {

  private record Entry(Runnable task, long dueNanos, long sequence) {}

  private final FakeTicker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(
          Comparator.<Entry>comparingLong(Entry::dueNanos).thenComparingLong(Entry::sequence));
  private long nextSequence;
  // Due times count from here, so that order survives a ticker that wraps or jumps.
  private long elapsedNanos;

  /**
   * Makes a scheduler with no tasks.
   *
   * @param ticker the clock that {@link #advance} moves
   */
  public ManualScheduler(FakeTicker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    lock.lock();
    try {
      Entry entry = new Entry(task, elapsedNanos + Math.max(0, delayNanos), nextSequence++);
      queue.add(entry);
      return () -> cancel(entry);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void execute(Runnable task) {
    schedule(task, 0);
  }

  /** Runs the tasks that are due now, and those that they make due, without moving the clock. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /**
   * Moves the clock from one task's time to the next, running each, until the duration has passed.
   *
   * @param duration not negative
   * @throws IllegalArgumentException if the duration is negative; to set the clock back, use {@link
   *     FakeTicker#advance}
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "duration is " + Durations.text(duration) + "; it must not be negative");
    }
    long end = elapsedNanos + duration.toNanos();
    List<Throwable> thrown = new ArrayList<>();
    for (Entry due = pollDue(end); due != null; due = pollDue(end)) {
      moveTo(due.dueNanos());
      try {
        due.task().run();
      } catch (RuntimeException | Error e) {
        thrown.add(e);
      }
    }
    moveTo(end);
    if (!thrown.isEmpty()) {
      AssertionError failure =
          new AssertionError(thrown.size() + " scheduled tasks threw", thrown.get(0));
      thrown.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /**
   * Returns how many tasks wait.
   *
   * @return tasks submitted, neither run nor cancelled
   */
  public int pending() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Entry pollDue(long end) {
    lock.lock();
    try {
      Entry head = queue.peek();
      return head != null && head.dueNanos() <= end ? queue.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Entry entry) {
    lock.lock();
    try {
      queue.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  private void moveTo(long newElapsedNanos) {
    lock.lock();
    try {
      ticker.advance(Duration.ofNanos(Math.max(0, newElapsedNanos - elapsedNanos)));
      elapsedNanos = Math.max(elapsedNanos, newElapsedNanos);
    } finally {
      lock.unlock();
    }
  }
}

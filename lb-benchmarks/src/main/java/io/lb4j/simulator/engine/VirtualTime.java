package io.lb4j.simulator.engine;

import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that jumps from one event to the next: the ticker, the wall clock and the scheduler of
 * every balancer in a run, and what the simulated world itself waits on.
 *
 * <p>Starts at 0, shown by the wall clock as 2026-01-01T00:00:00Z. For one thread; an event that
 * throws ends the run.
 */
public final class VirtualTime implements Ticker, InstantSource, Scheduler {

  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final EventQueue queue = new EventQueue();
  private long nowNanos;
  private long happened;

  /** Starts at 0 with nothing to happen. */
  public VirtualTime() {}

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public Instant instant() {
    return EPOCH.plusNanos(nowNanos);
  }

  /**
   * Schedules an event, or moves it if it is scheduled already. Events of one moment happen in the
   * order in which they were scheduled.
   *
   * @param event what will happen
   * @param atNanos when; a moment that has passed means now
   */
  public void schedule(Event event, long atNanos) {
    queue.schedule(event, Math.max(nowNanos, atNanos));
  }

  /**
   * Schedules an event, or moves it, by its distance from now.
   *
   * @param event what will happen
   * @param delayNanos how long from now
   */
  public void scheduleIn(Event event, long delayNanos) {
    queue.schedule(event, in(delayNanos));
  }

  /**
   * Returns the moment that is a while from now.
   *
   * @param delayNanos how long; what is negative is now
   * @return the moment, or {@link Long#MAX_VALUE} if that is beyond what a long can hold
   */
  public long in(long delayNanos) {
    long moment = nowNanos + Math.max(0, delayNanos);
    return moment < 0 ? Long.MAX_VALUE : moment;
  }

  /**
   * Calls an event off; nothing happens if it is not scheduled.
   *
   * @param event what will not happen
   */
  public void cancel(Event event) {
    queue.remove(event);
  }

  /**
   * Lets everything happen up to a moment, and stands there.
   *
   * @param untilNanos the moment; events at exactly that time still happen
   */
  public void runUntil(long untilNanos) {
    while (queue.firstTime() <= untilNanos) {
      nowNanos = queue.firstTime();
      Event next = queue.poll();
      if (next != null) {
        happened++;
        next.happen();
      }
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  /**
   * Returns how many events have happened, the measure of a run's size.
   *
   * @return a count since the start
   */
  public long happened() {
    return happened;
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    Task event = new Task(task);
    scheduleIn(event, delayNanos);
    return () -> cancel(event);
  }

  @Override
  public void execute(Runnable task) {
    scheduleIn(new Task(task), 0);
  }

  @Override
  public String toString() {
    return nowNanos / 1e9 + " s, " + queue.size() + " events wait";
  }

  /** What the library, which knows no events, wants done. */
  private static final class Task extends Event {

    private final Runnable task;

    Task(Runnable task) {
      this.task = task;
    }

    @Override
    protected void happen() {
      task.run();
    }
  }
}

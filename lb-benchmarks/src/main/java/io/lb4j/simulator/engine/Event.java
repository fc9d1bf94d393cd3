package io.lb4j.simulator.engine;

/**
 * Something that will happen at a moment of virtual time. The things of the simulated world are
 * their own events, a client its next call and a server its next completion, so that a run in its
 * steady state makes no objects for the queue.
 *
 * <p>An event waits for one moment at a time; scheduling it again moves it. For one thread.
 */
public abstract class Event {

  static final int NOT_QUEUED = -1;

  /** Where the queue holds this event. Written by the queue only. */
  int position = NOT_QUEUED;

  /** Makes an event that waits for nothing yet. */
  protected Event() {}

  /** Lets it happen. The clock stands at the moment that it was scheduled for. */
  protected abstract void happen();

  /**
   * Tells whether it waits for its moment.
   *
   * @return false once it has begun to happen
   */
  public final boolean isScheduled() {
    return position != NOT_QUEUED;
  }
}

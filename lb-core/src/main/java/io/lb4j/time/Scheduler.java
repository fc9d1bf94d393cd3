package io.lb4j.time;

/**
 * Runs the balancer's own work later ({@link #schedule}) and users' callbacks now, elsewhere
 * ({@link #execute}).
 *
 * <p>The two are apart because their manners differ: scheduled tasks are short and never block;
 * callbacks may block for ever, and must not delay a tick. Implementations must be thread-safe and
 * must not run a task in the caller's thread. A task that throws must not stop later ones.
 */
public interface Scheduler {

  /**
   * Runs a short task once, not before the delay has passed.
   *
   * @param task does not block
   * @param delayNanos nanoseconds from now; zero or less means as soon as possible
   * @return cancels the task if it has not started
   */
  Cancellable schedule(Runnable task, long delayNanos);

  /**
   * Runs a task that may block, soon and in a thread of its own.
   *
   * @param task may block; tasks run concurrently and in no promised order
   */
  void execute(Runnable task);

  /** A scheduled task that can be called off. */
  @FunctionalInterface
  interface Cancellable {

    /** Cancels the task if it has not started; otherwise does nothing. Safe to call again. */
    void cancel();
  }

  /**
   * Returns the scheduler that all balancers of this JVM share unless told otherwise: one daemon
   * thread for ticks, and one more per callback that is running at this moment. Threads end half a
   * second after the last balancer is closed.
   *
   * @return the shared scheduler
   */
  static Scheduler system() {
    return SystemScheduler.INSTANCE;
  }
}

package io.lb4j.simulator.server;

/**
 * How much a server can do at once.
 *
 * @param cores how many jobs make full progress at once; more share the cores evenly; positive,
 *     infinite for a server that is never busy
 * @param slots how many jobs are worked on at once, like the threads of a pool; at least 1
 * @param queue how many more may wait in line; further ones are rejected; not negative
 */
public record Capacity(double cores, int slots, int queue) {

  /** Stands for no bound on slots and queue. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /**
   * Checks the values.
   *
   * @param cores {@link #cores()}
   * @param slots {@link #slots()}
   * @param queue {@link #queue()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public Capacity {
    if (!(cores > 0)) {
      throw new IllegalArgumentException("cores is " + cores + "; it must be positive");
    }
    if (slots < 1) {
      throw new IllegalArgumentException("slots is " + slots + "; it must be at least 1");
    }
    if (queue < 0) {
      throw new IllegalArgumentException("queue is " + queue + "; it must not be negative");
    }
  }

  /**
   * Returns one core that all jobs share.
   *
   * @return processor sharing
   */
  public static Capacity oneCore() {
    return new Capacity(1, UNLIMITED, UNLIMITED);
  }
}

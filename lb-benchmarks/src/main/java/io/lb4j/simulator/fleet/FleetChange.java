package io.lb4j.simulator.fleet;

/** Something that happens to the set of servers. */
public sealed interface FleetChange {

  /** What is done again and again is done no more often, or the clock would hardly move. */
  long LEAST_PERIOD_NANOS = 1_000_000;

  /**
   * Every server of a kind is replaced, a few at a time: discovery drops it, it finishes what it
   * has, stops, and a new one with a new name takes its place, cold.
   *
   * @param where which servers
   * @param atNanos when the first ones go
   * @param batch how many at a time
   * @param drainNanos how long a server goes on after discovery has dropped it
   * @param startNanos how long the new one takes until discovery lists it
   * @param pauseNanos how long to wait after that before the next batch
   */
  record RollingDeploy(
      Selector where, long atNanos, int batch, long drainNanos, long startNanos, long pauseNanos)
      implements FleetChange {

    /**
     * Checks the size of a batch.
     *
     * @param where {@link #where()}
     * @param atNanos {@link #atNanos()}
     * @param batch {@link #batch()}
     * @param drainNanos {@link #drainNanos()}
     * @param startNanos {@link #startNanos()}
     * @param pauseNanos {@link #pauseNanos()}
     * @throws IllegalArgumentException if a batch is empty
     */
    public RollingDeploy {
      if (batch < 1) {
        throw new IllegalArgumentException("batch is " + batch + "; it must be at least 1");
      }
    }
  }

  /**
   * Servers are added to a group or taken from it, all at once.
   *
   * @param group its name
   * @param atNanos when
   * @param by how many more; negative for fewer
   * @param drainNanos how long a server goes on after discovery has dropped it
   */
  record Scale(String group, long atNanos, int by, long drainNanos) implements FleetChange {

    /**
     * Checks that something changes.
     *
     * @param group {@link #group()}
     * @param atNanos {@link #atNanos()}
     * @param by {@link #by()}
     * @param drainNanos {@link #drainNanos()}
     * @throws IllegalArgumentException if nothing does
     */
    public Scale {
      if (by == 0) {
        throw new IllegalArgumentException("neither adds nor removes servers; write \"add: 2\"");
      }
    }
  }

  /**
   * A group follows its utilisation, as Kubernetes' autoscaler does: so many servers as would bring
   * it to the target, within bounds.
   *
   * @param group its name
   * @param everyNanos how often it looks
   * @param target utilisation to aim at, 0 to 1
   * @param least fewest servers
   * @param most most servers
   * @param startNanos how long a new server takes until discovery lists it
   * @param drainNanos how long a server goes on after discovery has dropped it
   */
  record Autoscale(
      String group,
      long everyNanos,
      double target,
      int least,
      int most,
      long startNanos,
      long drainNanos)
      implements FleetChange {

    /**
     * Checks the values.
     *
     * @param group {@link #group()}
     * @param everyNanos {@link #everyNanos()}
     * @param target {@link #target()}
     * @param least {@link #least()}
     * @param most {@link #most()}
     * @param startNanos {@link #startNanos()}
     * @param drainNanos {@link #drainNanos()}
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public Autoscale {
      if (everyNanos < LEAST_PERIOD_NANOS) {
        throw new IllegalArgumentException("every must be at least 1ms");
      }
      if (!(target > 0)) {
        throw new IllegalArgumentException("target is " + target + "; it must be above 0");
      }
      if (least < 1 || most < least) {
        throw new IllegalArgumentException(
            "least is " + least + " and most is " + most + "; write 1 or more, least first");
      }
    }
  }

  /**
   * Discovery flickers: every client is told, again and again, a random part of the set.
   *
   * @param fromNanos when it begins
   * @param untilNanos when all are told the whole set again
   * @param everyNanos how often each is told
   * @param share of the servers that each time are left out, 0 to 1
   */
  record Flicker(long fromNanos, long untilNanos, long everyNanos, double share)
      implements FleetChange {

    /**
     * Checks the times.
     *
     * @param fromNanos {@link #fromNanos()}
     * @param untilNanos {@link #untilNanos()}
     * @param everyNanos {@link #everyNanos()}
     * @param share {@link #share()}
     * @throws IllegalArgumentException if it ends before it begins, or clients are told all the
     *     time
     */
    public Flicker {
      if (untilNanos <= fromNanos) {
        throw new IllegalArgumentException("discovery must end to flicker after it has begun");
      }
      if (everyNanos < LEAST_PERIOD_NANOS) {
        throw new IllegalArgumentException("every must be at least 1ms");
      }
    }
  }
}

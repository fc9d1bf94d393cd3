package io.lb4j.simulator.fleet;

/** Something that happens to the set of servers. */
public sealed interface FleetChange {

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
      implements FleetChange {}

  /**
   * Servers are added to a group or taken from it, all at once.
   *
   * @param group its name
   * @param atNanos when
   * @param by how many more; negative for fewer
   * @param drainNanos how long a server goes on after discovery has dropped it
   */
  record Scale(String group, long atNanos, int by, long drainNanos) implements FleetChange {}

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
      implements FleetChange {}

  /**
   * Discovery flickers: every client is told, again and again, a random part of the set.
   *
   * @param fromNanos when it begins
   * @param untilNanos when all are told the whole set again
   * @param everyNanos how often each is told
   * @param share of the servers that each time are left out, 0 to 1
   */
  record Flicker(long fromNanos, long untilNanos, long everyNanos, double share)
      implements FleetChange {}
}

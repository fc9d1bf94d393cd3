package io.lb4j.examples.demo;

import io.lb4j.examples.demo.Happenings.Happening;
import io.lb4j.health.HealthState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows of one moment, as JSON.
 *
 * @param at milliseconds since 1970
 * @param mayAdd whether there is room for one more server
 * @param happenings what happened since the frame before
 */
record Frame(
    long at,
    int callsPerSecond,
    boolean mayAdd,
    List<Server> servers,
    List<SideView> sides,
    List<Happening> happenings) {

  /** A server, and what was done to it. */
  record Server(String id, Condition condition, boolean drained) {}

  /**
   * A policy and how its calls fare.
   *
   * @param policy its id
   * @param answered calls per second, over the last second
   * @param failed calls per second that brought no answer, or an error
   * @param retries per second
   * @param retryTokens how many retries the budget allows now
   * @param p50Millis of the calls of the last three seconds, null without any; so is the other
   */
  record SideView(
      SideName name,
      String policy,
      double answered,
      double failed,
      double retries,
      double retryTokens,
      @Nullable Double p50Millis,
      @Nullable Double p99Millis,
      boolean panicking,
      List<EndpointView> endpoints) {}

  /**
   * A server as a balancer sees it.
   *
   * @param reason why it is in that state; empty if nothing is held against it
   * @param share its part of the selections of the last two seconds
   * @param p99Millis of the attempts of the last three seconds
   */
  record EndpointView(
      String id,
      HealthState state,
      String reason,
      boolean serving,
      int inFlight,
      double share,
      @Nullable Double p99Millis) {}
}

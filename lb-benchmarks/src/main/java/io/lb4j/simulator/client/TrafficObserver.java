package io.lb4j.simulator.client;

import io.lb4j.request.Outcome;
import io.lb4j.simulator.server.Server;

/** Hears what clients do. Called for every request of a run, so it should take nanoseconds. */
public interface TrafficObserver {

  /**
   * A client chose a server and sends it a request.
   *
   * @param server the choice
   * @param away whether it is in another zone than the client
   */
  void attemptSent(Server server, boolean away);

  /**
   * An attempt ended, from the client's point of view.
   *
   * @param server who was asked
   * @param outcome as it was reported to the balancer
   */
  void attemptEnded(Server server, Outcome.Kind outcome);

  /**
   * A call ended, with all its attempts.
   *
   * @param latencyNanos from its start
   * @param attempts how many there were; 0 if it found no endpoint
   * @param success whether it got what it wanted in time
   */
  void callEnded(long latencyNanos, int attempts, boolean success);

  /** A call found no endpoint that it could be sent to. */
  void noEndpoint();

  /** A call failed, and the budget allowed no further attempt. */
  void retryRefused();
}

package io.lb4j;

import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;

/**
 * What an endpoint last said of itself.
 *
 * @param state never {@link ServerState#READY}, which takes back what was said
 * @param saidAtNanos when, by the ticker
 */
record ServerWord(ServerState state, long saidAtNanos) {

  /**
   * Whether an answer that says nothing ends it: only to a request that was sent later, and not if
   * the endpoint has announced that it goes.
   */
  boolean isTakenBackBy(Outcome silent, long selectedAtNanos) {
    return state == ServerState.DEGRADED
        && silent.isSuccess()
        && selectedAtNanos - saidAtNanos >= 0;
  }

  /** Spares busy endpoints a write per answer. */
  boolean isWorthRepeating(long nowNanos) {
    return nowNanos - saidAtNanos >= ControlLoop.TICK_NANOS;
  }

  /** Whether it is too long ago to be true. */
  boolean isOutdated(long nowNanos) {
    return nowNanos - saidAtNanos >= ServerWitness.HOLD_NANOS;
  }
}

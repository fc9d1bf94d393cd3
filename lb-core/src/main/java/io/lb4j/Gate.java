package io.lb4j;

import org.jspecify.annotations.Nullable;

/**
 * What a picked endpoint must still pass: its concurrency limit and its slow start. Endpoints with
 * neither, most of them, have no gate at all.
 */
record Gate(int maxConcurrency, @Nullable Ramp ramp) {

  /** Takes a slot if the endpoint has room. Slow start holds back picks, never the last resort. */
  boolean acquire(EndpointState<?> state, long nowNanos, boolean lastResort) {
    if (ramp != null && !lastResort && !ramp.admits(nowNanos)) {
      return false;
    }
    return state.acquireBelow(maxConcurrency);
  }

  boolean hasRoom(EndpointState<?> state) {
    return state.inFlight() < maxConcurrency;
  }
}
